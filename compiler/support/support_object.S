// The bytes of the objects built from bulk_memory.c (support_object.h).
.macro OBJECT name, file
    .global \name\()Begin, \name\()End
    .balign 16
\name\()Begin:
    .incbin "\file"
\name\()End:
    .byte 0
.endm

    .section .rodata
    OBJECT wasixcSupportObject, WASIXC_SUPPORT_OBJECT
    OBJECT wasixcSupportObjectAvx, WASIXC_SUPPORT_OBJECT_AVX
    .section .note.GNU-stack, "", @progbits
