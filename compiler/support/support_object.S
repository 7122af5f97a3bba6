// The bytes of the object built from bulk_memory.c (support_object.h).
    .section .rodata
    .global wasixcSupportObjectBegin, wasixcSupportObjectEnd
    .balign 16
wasixcSupportObjectBegin:
    .incbin WASIXC_SUPPORT_OBJECT
wasixcSupportObjectEnd:
    .byte 0
    .section .note.GNU-stack, "", @progbits
