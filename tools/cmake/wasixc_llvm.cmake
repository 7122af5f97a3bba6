# LLVM and lld as two targets: wasixc_llvm_support (LLVM's support library alone) and wasixc_llvm (code generation and
# linking). Builds of every day take the shared libLLVM, because they link in a second; the `dist` preset links LLVM
# statically, into a wasixc that runs where no LLVM is installed.
option(WASIXC_STATIC_LLVM "Link LLVM and the C++ library statically, for a wasixc that is installed elsewhere" OFF)

list(APPEND CMAKE_PREFIX_PATH /usr/lib/llvm-22)
find_package(LLVM 22.1 REQUIRED CONFIG)
find_package(LLD 22.1 REQUIRED CONFIG)

add_library(wasixc_llvm_support INTERFACE)
target_include_directories(wasixc_llvm_support SYSTEM INTERFACE ${LLVM_INCLUDE_DIRS})
separate_arguments(LLVM_DEFINITION_LIST NATIVE_COMMAND ${LLVM_DEFINITIONS})
target_compile_definitions(wasixc_llvm_support INTERFACE ${LLVM_DEFINITION_LIST})
add_library(wasixc_llvm INTERFACE)
target_link_libraries(wasixc_llvm INTERFACE wasixc_llvm_support lldELF lldCommon)

if(WASIXC_STATIC_LLVM)
  # Debian's lld names the shared library as its dependency; here its parts take that place.
  llvm_map_components_to_libnames(SUPPORT_LIBRARIES support binaryformat)
  llvm_map_components_to_libnames(CODE_GENERATION_LIBRARIES
    x86codegen x86asmparser x86desc x86info x86disassembler passes codegen core analysis object targetparser mc
    mcdisassembler irprinter lto dtlto option debuginfodwarf)
  find_library(ZSTD_ARCHIVE libzstd.a REQUIRED)
  find_library(ZLIB_ARCHIVE libz.a REQUIRED)
  set_target_properties(LLVMSupport PROPERTIES
    INTERFACE_LINK_LIBRARIES "LLVMDemangle;${ZSTD_ARCHIVE};${ZLIB_ARCHIVE};m;dl")
  set_target_properties(lldCommon PROPERTIES INTERFACE_LINK_LIBRARIES "${CODE_GENERATION_LIBRARIES}")
  set_target_properties(lldELF PROPERTIES INTERFACE_LINK_LIBRARIES "lldCommon;${CODE_GENERATION_LIBRARIES}")
  target_link_libraries(wasixc_llvm_support INTERFACE ${SUPPORT_LIBRARIES})

  # lld's driver initializes every target that LLVM knows, for link-time optimization. wasixc hands it finished objects
  # for x86-64; the other entry points are empty here, or wasixc would carry twenty more code generators.
  set(OTHER_TARGETS "")
  foreach(NAME ${LLVM_TARGETS_TO_BUILD} ${LLVM_EXPERIMENTAL_TARGETS_TO_BUILD})
    foreach(PART TargetInfo Target TargetMC AsmPrinter AsmParser Disassembler)
      if(NOT NAME STREQUAL "X86")
        string(APPEND OTHER_TARGETS "void LLVMInitialize${NAME}${PART}(void) {}\n")
      endif()
    endforeach()
  endforeach()
  file(CONFIGURE OUTPUT ${CMAKE_BINARY_DIR}/other_targets.c CONTENT "${OTHER_TARGETS}")
  add_library(wasixc_other_targets STATIC ${CMAKE_BINARY_DIR}/other_targets.c)
  target_link_libraries(wasixc_llvm INTERFACE wasixc_other_targets)
  target_link_options(wasixc_llvm_support INTERFACE -static-libstdc++ -static-libgcc)
else()
  target_link_libraries(wasixc_llvm_support INTERFACE LLVM)
endif()
