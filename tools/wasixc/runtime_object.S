// The bytes of the pre-linked runtime (runtime_object.h).
    .section .rodata
    .global wasixcRuntimeObjectBegin, wasixcRuntimeObjectEnd
    .balign 16
wasixcRuntimeObjectBegin:
    .incbin WASIXC_RUNTIME_OBJECT
wasixcRuntimeObjectEnd:
    .byte 0
    .section .note.GNU-stack, "", @progbits
