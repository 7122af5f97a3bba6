// A module written by hand, in the form the compiler gives it: the runtime is tested without a compiler.
//
// Its functions do what their names say. Types: nullary () -> (), binary (i32 i32) -> i32, unary i64 -> i64,
// ten (i64 x 10) -> i64 with arguments in scratch, three () -> (i64 i64 i64) with results in scratch.

#define CONTEXT_MEMORY0_BASE 16
#define CONTEXT_IMPORTS 48
#define CONTEXT_BUILTINS 56
#define CONTEXT_HOST_GATE 64
#define CONTEXT_REFERENCES 104

#define CONTEXT_SIZE 1024
#define MEMORIES 128
#define TABLES 144
#define GLOBALS 176
#define SCRATCH 512
#define SCRATCH_SLOTS 16

#define I32 0
#define I64 1
#define FUNCREF 5
#define NONE 0xffffffff
#define IMPORTED 0x80000000

// A Range: a label and a count.
.macro RANGE label, count
	.long \label - imageHeader, \count
.endm

.macro STRING text
	.long 9f - imageHeader, 8f - 9f
	.pushsection .image, 1, "a"
	.subsection 1
9:	.ascii "\text"
8:
	.previous
	.popsection
.endm

.macro TYPE id, canonical, parameters, parameterCount, results, resultCount, entry
	.quad \id
	STRING "\canonical"
	RANGE \parameters, \parameterCount
	RANGE \results, \resultCount
	.long \entry - imageHeader, 0
.endm

// An ImageReference: ref null func.
.macro ANY_FUNCTION
	.byte 0, 1, 0, 0
	.long 0, 0
.endm

.macro LIMITS minimum, maximum
	.quad \minimum, \maximum
	.byte 0, 0, 0, 0, 0, 0, 0, 0
.endm

.macro IMPORT module, name, kind, index
	STRING "\module"
	STRING "\name"
	.byte \kind, 0, 0, 0
	.long \index
.endm

.macro EXPORT name, kind, index, type
	STRING "\name"
	.byte \kind, 0, 0, 0
	.long \index, \type
.endm

.macro CONSTANT operation, index, low
	.byte \operation, 0, 0, 0
	.long \index
	.quad \low, 0
.endm

.macro DESCRIPTOR id, function
	.quad \id
	.quad \function - (. - 8)
.endm

.macro FUNCTION name, index
	.long \name - imageHeader, \index
	STRING "\name"
.endm

	.section .note.wasixc, "a", @note
	.p2align 2
	.long 7, 8, 1
	.asciz "wasixc"
	.byte 0
	.quad imageHeader

	.section .image, "a"
	.p2align 12
	.globl imageHeader
imageHeader:
	.quad 0x31435849534157
	.long 4, 224
	.quad 0
	.quad headerImageSize, headerTextOffset, headerTextEnd
	.quad headerEhFrameOffset, headerEhFrameEnd
	.quad headerMemoryContent
	.quad CONTEXT_SIZE
	.long MEMORIES, TABLES, GLOBALS, SCRATCH, SCRATCH_SLOTS
	.long NONE, 0, 0
	RANGE types, 5
	RANGE imports, 4
	RANGE exports, (exportsEnd - exports) / 20
	RANGE descriptors, 7
	RANGE memories, 1
	RANGE tables, 2
	RANGE globals, 3
	RANGE tags, 0
	RANGE dataSegments, 2
	RANGE elementSegments, 1
	RANGE memoryRuns, 2
	RANGE functions, (functionsEnd - functions) / 16
	RANGE descriptorTypes, 7
	.long 0, 0

	.p2align 3
types:
	TYPE 0xe7ce57caa32d253a, "()->()", kinds64, 0, kinds64, 0, enterNullary
	TYPE 101, "(i32 i32)->(i32)", kinds32, 2, kinds32, 1, enterBinary
	TYPE 102, "(i64)->(i64)", kinds64, 1, kinds64, 1, enterUnary
	TYPE 103, "(i64 i64 i64 i64 i64 i64 i64 i64 i64 i64)->(i64)", kinds64, 10, kinds64, 1, enterTen
	TYPE 104, "()->(i64 i64 i64)", kinds64, 0, kinds64, 3, enterThree
imports:
	IMPORT "host", "unary", 0, 2
	IMPORT "host", "ten", 0, 3
	IMPORT "other", "three", 0, 4
	IMPORT "other", "table", 1, 0
exports:
	EXPORT "add", 0, 0, 1
	EXPORT "sumTen", 0, 1, 3
	EXPORT "makeThree", 0, 2, 4
	EXPORT "callHost", 0, 3, 2
	EXPORT "recurse", 0, 4, 2
	EXPORT "callMany", 0, 5, 2
	EXPORT "identity", 0, 6, 2
	EXPORT "memory", 2, 0, 0
	EXPORT "table", 1, 1, 0
	EXPORT "global", 3, 2, 0
	EXPORT "imported", 0, IMPORTED + 0, 2
exportsEnd:
	.p2align 4
descriptors:
	DESCRIPTOR 101, add
	DESCRIPTOR 103, sumTen
	DESCRIPTOR 104, makeThree
	DESCRIPTOR 102, callHost
	DESCRIPTOR 102, recurse
	DESCRIPTOR 102, callMany
	DESCRIPTOR 102, identity
descriptorTypes:
	.long 1, 3, 4, 2, 2, 2, 2
	.p2align 3
memories:
	LIMITS 2, 4
	.long 0, 0
tables:
	LIMITS 4, ~0
	.byte FUNCREF, 1, 0, 0
	.long 0, 0
	ANY_FUNCTION
	LIMITS 10, 20
	.byte FUNCREF, 0, 0, 0
	.long 0, 0
	ANY_FUNCTION
globals:
	.byte I64, 1, 0, 0
	RANGE constants, 1
	ANY_FUNCTION
	.byte I32, 0, 0, 0
	RANGE constants + 24, 3
	ANY_FUNCTION
	.byte FUNCREF, 0, 0, 0
	RANGE constants + 96, 1
	ANY_FUNCTION
tags:
dataSegments:
	.byte 0, 0, 0, 0
	.long 0
	RANGE constants + 120, 1
	RANGE segmentBytes, 5
	.byte 1, 0, 0, 0
	.long 0, 0, 0
	RANGE segmentBytes, 5
elementSegments:
	.byte 0, FUNCREF, 0, 0
	.long 0
	RANGE constants + 144, 1
	RANGE segmentFunctions, 3
	.long 0, 0
	.p2align 3
memoryRuns:
	.quad 4096, 0, 100000
	.quad 65536 + 50000, 102400, 16
	.p2align 3
constants:
	CONSTANT 0, 0, 42
	CONSTANT 0, 0, 0xffffffff
	CONSTANT 0, 0, 3
	CONSTANT 3, 0, 0
	CONSTANT 2, 1, 0
	CONSTANT 0, 0, 131067
	CONSTANT 0, 0, 1
functions:
	FUNCTION add, 4
	FUNCTION sumTen, 5
	FUNCTION makeThree, 6
	FUNCTION callHost, 7
	FUNCTION recurse, 8
	FUNCTION callMany, 9
	FUNCTION identity, 10
functionsEnd:
segmentFunctions:
	.long 0, 3, IMPORTED + 0
segmentBytes:
	.ascii "hello"
kinds32:
	.byte I32, I32
kinds64:
	.byte I64, I64, I64, I64, I64, I64, I64, I64, I64, I64

	.section .content, "a"
	.p2align 12
	.fill 100000, 1, 0xab
	.p2align 12
	.ascii "0123456789abcdef"

.macro BEGIN name
	.p2align 4
\name:
	.cfi_startproc
.endm

.macro PUSH reg
	pushq %\reg
	.cfi_adjust_cfa_offset 8
	.cfi_rel_offset \reg, 0
.endm

.macro POP reg
	popq %\reg
	.cfi_adjust_cfa_offset -8
	.cfi_restore \reg
.endm

// Calls a function import; rax is free.
.macro CALL_IMPORT index
	movq %gs:CONTEXT_IMPORTS, %rax
	movq \index * 8(%rax), %r10
	movq %r10, %rax
	addq 8(%r10), %rax
	callq *%rax
.endm

	.text
	BEGIN add
	leal (%rdi, %rsi), %eax
	ret
	.cfi_endproc

	BEGIN sumTen
	leaq (%rdi, %rsi, 2), %rax
	addq %rdx, %rax
	addq %rcx, %rax
	addq %r8, %rax
	addq %r9, %rax
	addq %gs:SCRATCH, %rax
	addq %gs:SCRATCH + 8, %rax
	addq %gs:SCRATCH + 16, %rax
	addq %gs:SCRATCH + 24, %rax
	ret
	.cfi_endproc

	BEGIN makeThree
	movq $7, %gs:SCRATCH
	movq $8, %gs:SCRATCH + 16
	movq $9, %gs:SCRATCH + 32
	ret
	.cfi_endproc

// By its argument: 0 to 9 call something in the host, everything else is a way to trap.
	BEGIN callHost
	subq $8, %rsp
	.cfi_adjust_cfa_offset 8
	leaq dispatch(%rip), %rax
	movslq (%rax, %rdi, 4), %r11
	addq %r11, %rax
	jmpq *%rax
	.p2align 2
dispatch:
	.long callUnary - dispatch, callTen - dispatch, callThree - dispatch, growMemory - dispatch
	.long callFromTable - dispatch, setOwnGlobal - dispatch
	.long trapExplicit - dispatch, trapMemory - dispatch, trapNull - dispatch, trapUnreachable - dispatch
	.long trapDivision - dispatch, trapNullCode - dispatch, trapWideKind - dispatch, wildAccess - dispatch
	.long trapBulk - dispatch

callUnary: // host.unary(1000)
	movl $1000, %edi
	CALL_IMPORT 0
	jmp finish
callTen: // import 1 with 1 ... 10: the host's, or another instance's
	movl $1, %edi
	movl $2, %esi
	movl $3, %edx
	movl $4, %ecx
	movl $5, %r8d
	movl $6, %r9d
	movq $7, %gs:SCRATCH
	movq $8, %gs:SCRATCH + 8
	movq $9, %gs:SCRATCH + 16
	movq $10, %gs:SCRATCH + 24
	CALL_IMPORT 1
	jmp finish
callThree: // a function of another instance, with results in scratch
	CALL_IMPORT 2
	movq %gs:SCRATCH, %rax
	shlq $8, %rax
	addq %gs:SCRATCH + 16, %rax
	shlq $8, %rax
	addq %gs:SCRATCH + 32, %rax
	jmp finish
growMemory: // memory.grow 1
	xorl %edi, %edi
	movl $1, %esi
	movq %gs:CONTEXT_BUILTINS, %r10
	callq *%gs:CONTEXT_HOST_GATE
	jmp finish
callFromTable: // call_indirect of the imported table's element 1
	movl $20, %edi
	movl $22, %esi
	movq %gs:TABLES, %rax
	movq (%rax), %rax
	movq 8(%rax), %r10
	movq %r10, %rax
	addq 8(%r10), %rax
	callq *%rax
	jmp finish
setOwnGlobal: // global 0 += 1
	movq %gs:GLOBALS, %rax
	incq %rax
	movq %rax, %gs:GLOBALS
	jmp finish
trapExplicit:
	.byte 0x67, 0x0f, 0xb9, 0x40, 6
trapWideKind:
	.byte 0x67, 0x0f, 0xb9, 0x80, 10, 0, 0, 0
trapMemory:
	movq %gs:CONTEXT_MEMORY0_BASE, %rax
	movl $131072, %ecx
	movl (%rax, %rcx), %eax
	jmp finish
trapNull:
	xorl %r10d, %r10d
	cmpq $1, (%r10)
trapNullCode:
	xorl %r10d, %r10d
	movq 8(%r10), %rax
trapUnreachable:
	ud2
trapDivision:
	xorl %ecx, %ecx
	xorl %edx, %edx
	divl %ecx
trapBulk: // memory.fill beyond the end
	xorl %edi, %edi
	movl $131000, %esi
	xorl %edx, %edx
	movl $1000, %ecx
	movq %gs:CONTEXT_BUILTINS, %r10
	addq $3 * 32, %r10
	callq *%gs:CONTEXT_HOST_GATE
wildAccess:
	movl $0x12340, %eax
	movl (%rax), %eax
finish:
	addq $8, %rsp
	.cfi_adjust_cfa_offset -8
	ret
	.cfi_endproc

// n + (n - 1) + ... + 1 + host.unary(0), with n in a callee-saved register across the calls. Negative numbers
// never end.
	BEGIN recurse
	PUSH rbx
	movq %rdi, %rbx
	testq %rdi, %rdi
	jz 1f
	leaq -1(%rdi), %rdi
	callq recurse
	jmp 2f
1:	CALL_IMPORT 0
2:	addq %rbx, %rax
	POP rbx
	ret
	.cfi_endproc

// Calls host.unary n times, and returns n.
	BEGIN callMany
	PUSH rbx
	PUSH r12
	subq $8, %rsp
	.cfi_adjust_cfa_offset 8
	movq %rdi, %rbx
	movq %rdi, %r12
	testq %rdi, %rdi
	jz 2f
1:	movq %r12, %rdi
	CALL_IMPORT 0
	decq %r12
	jnz 1b
2:	movq %rbx, %rax
	addq $8, %rsp
	.cfi_adjust_cfa_offset -8
	POP r12
	POP rbx
	ret
	.cfi_endproc

	BEGIN identity
	movq %rdi, %rax
	ret
	.cfi_endproc

// Entry wrappers: arguments and results lie in scratch.
	BEGIN enterNullary
	subq $8, %rsp
	.cfi_adjust_cfa_offset 8
	movq %r10, %rax
	addq 8(%r10), %rax
	callq *%rax
	addq $8, %rsp
	.cfi_adjust_cfa_offset -8
	ret
	.cfi_endproc

	BEGIN enterBinary
	subq $8, %rsp
	.cfi_adjust_cfa_offset 8
	movl %gs:SCRATCH, %edi
	movl %gs:SCRATCH + 16, %esi
	movq %r10, %rax
	addq 8(%r10), %rax
	callq *%rax
	movl %eax, %gs:SCRATCH
	addq $8, %rsp
	.cfi_adjust_cfa_offset -8
	ret
	.cfi_endproc

	BEGIN enterUnary
	subq $8, %rsp
	.cfi_adjust_cfa_offset 8
	movq %gs:SCRATCH, %rdi
	movq %r10, %rax
	addq 8(%r10), %rax
	callq *%rax
	movq %rax, %gs:SCRATCH
	addq $8, %rsp
	.cfi_adjust_cfa_offset -8
	ret
	.cfi_endproc

	BEGIN enterTen
	subq $8, %rsp
	.cfi_adjust_cfa_offset 8
	movq %gs:SCRATCH + 80, %r9
	movq %gs:SCRATCH + 64, %r8
	movq %gs:SCRATCH + 48, %rcx
	movq %gs:SCRATCH + 32, %rdx
	movq %gs:SCRATCH + 16, %rsi
	movq %gs:SCRATCH, %rdi
	movq %gs:SCRATCH + 96, %rax
	movq %rax, %gs:SCRATCH
	movq %gs:SCRATCH + 112, %rax
	movq %rax, %gs:SCRATCH + 8
	movq %gs:SCRATCH + 128, %rax
	movq %rax, %gs:SCRATCH + 16
	movq %gs:SCRATCH + 144, %rax
	movq %rax, %gs:SCRATCH + 24
	movq %r10, %rax
	addq 8(%r10), %rax
	callq *%rax
	movq %rax, %gs:SCRATCH
	addq $8, %rsp
	.cfi_adjust_cfa_offset -8
	ret
	.cfi_endproc

	BEGIN enterThree
	subq $8, %rsp
	.cfi_adjust_cfa_offset 8
	movq %r10, %rax
	addq 8(%r10), %rax
	callq *%rax
	addq $8, %rsp
	.cfi_adjust_cfa_offset -8
	ret
	.cfi_endproc
