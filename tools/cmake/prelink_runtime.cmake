# Links the runtime, its C and C++ libraries and the C start-up code into one relocatable object, ahead of time: this
# is what makes `wasixc` independent of any toolchain. All symbols become local, so that nothing in a guest module can
# meet them; only the entry point stays visible, under a name no module can have.

function(wasixc_prelink_runtime OUTPUT)
  foreach(FILE rcrt1.o crti.o crtn.o libc.a libm.a libgcc.a libgcc_eh.a libstdc++.a crtbeginS.o crtendS.o)
    execute_process(COMMAND ${CMAKE_CXX_COMPILER} -print-file-name=${FILE} OUTPUT_VARIABLE PATH
                    OUTPUT_STRIP_TRAILING_WHITESPACE COMMAND_ERROR_IS_FATAL ANY)
    set(${FILE} ${PATH})
  endforeach()
  set(COMBINED ${OUTPUT}.combined)
  # Unwind tables that end in a mark of the end, or in padding that looks like one, would cut the combined table short.
  set(BEGIN ${OUTPUT}.crt1)
  set(END ${OUTPUT}.crtend)
  add_custom_command(
    OUTPUT ${OUTPUT}
    COMMAND ${LLVM_TOOLS_BINARY_DIR}/llvm-objcopy --remove-section=.eh_frame ${rcrt1.o} ${BEGIN}
    COMMAND ${LLVM_TOOLS_BINARY_DIR}/llvm-objcopy --remove-section=.eh_frame ${crtendS.o} ${END}
    COMMAND ${LLVM_TOOLS_BINARY_DIR}/ld.lld -r -o ${COMBINED}
      ${BEGIN} ${crti.o} ${crtbeginS.o}
      $<TARGET_OBJECTS:wasixc_runtime_main>
      --start-group $<TARGET_FILE:wasixc_runtime> ${LLVM_LIBRARY_DIR}/libunwind.a ${WASIXC_CARES} ${WASIXC_MD}
        ${libstdc++.a} ${libm.a} ${libc.a}
      ${libgcc.a} ${libgcc_eh.a} --end-group
      ${END} ${crtn.o}
    # objcopy decides what stays global by the old names.
    COMMAND ${LLVM_TOOLS_BINARY_DIR}/llvm-objcopy --redefine-sym _start=wasixc.host.start
      --keep-global-symbol=_start --strip-debug
      --remove-section=.deplibs ${COMBINED} ${OUTPUT}
    DEPENDS wasixc_runtime wasixc_runtime_main $<TARGET_OBJECTS:wasixc_runtime_main>
    COMMAND_EXPAND_LISTS
    COMMENT "Pre-linking the runtime"
    VERBATIM)
endfunction()
