# The flags that every target of the project shares, and the helpers that define a library or a unit test.

add_library(wasixc_flags INTERFACE)
target_compile_options(wasixc_flags INTERFACE
  $<$<COMPILE_LANGUAGE:C,CXX>:-Wall -Wextra -Werror -Wno-unused-parameter -Wimplicit-fallthrough -fno-strict-aliasing>
  $<$<COMPILE_LANGUAGE:CXX>:-fno-exceptions -fno-rtti -Wnon-virtual-dtor -Wextra-semi>)
target_include_directories(wasixc_flags INTERFACE ${PROJECT_SOURCE_DIR})

if(WASIXC_SANITIZE)
  set(WASIXC_SANITIZER_FLAGS -fsanitize=${WASIXC_SANITIZE} -fno-sanitize-recover=undefined -fno-omit-frame-pointer)
  target_compile_options(wasixc_flags INTERFACE $<$<COMPILE_LANGUAGE:C,CXX>:${WASIXC_SANITIZER_FLAGS}>)
  target_link_options(wasixc_flags INTERFACE ${WASIXC_SANITIZER_FLAGS})
  if(WASIXC_SANITIZE STREQUAL thread)
    # Host frames vanish when a guest is left (runtime/arch/switch.h), which TSan's own stack of calls does not survive.
    target_compile_options(wasixc_flags INTERFACE
      "$<$<COMPILE_LANGUAGE:C,CXX>:SHELL:-mllvm -tsan-instrument-func-entry-exit=0>")
  endif()
endif()

# What makes mistakes in the runtime harder to use (docs/sandbox.md): frames that cannot jump over a guard, buffers whose
# size is known are checked, return addresses behind a canary, no variable with what the stack last held, and no check for
# null left out because the pointer has been passed to memcpy. For the runtime alone: the compiler would only get slower.
# Sanitizers look after the same mistakes themselves.
add_library(wasixc_hardening INTERFACE)
if(NOT WASIXC_SANITIZE)
  target_compile_options(wasixc_hardening INTERFACE
    "$<$<COMPILE_LANGUAGE:C,CXX>:-fstack-clash-protection;-fstack-protector-strong;-ftrivial-auto-var-init=zero>"
    "$<$<COMPILE_LANGUAGE:C,CXX>:-fno-delete-null-pointer-checks>"
    "$<$<COMPILE_LANGUAGE:C,CXX>:-U_FORTIFY_SOURCE;-D_FORTIFY_SOURCE=3>")
endif()

# wasixc_library(name LIBRARIES lib...): a static library of all sources below the current folder's named directories.
function(wasixc_library NAME)
  cmake_parse_arguments(ARG "" "" "SOURCES;LIBRARIES" ${ARGN})
  add_library(${NAME} STATIC ${ARG_SOURCES})
  target_link_libraries(${NAME} PUBLIC wasixc_flags ${ARG_LIBRARIES})
endfunction()
