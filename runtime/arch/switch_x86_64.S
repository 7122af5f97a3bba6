// Stack switches between host, guest and linked instances. Declared and explained in switch.h; the offsets
// below are checked there. All of it follows the System V convention with a descriptor in r10.
//
// Host stack while a guest runs (HostFrame):          Guest stack inside a host call (GateFrame):
//
//        | return address into C++  |  +72                   | frame of the caller      |
//        | rbp                      |  +64                   | return address           |  +48
//        | rbx                      |  +56                   | rbp                      |  +40
//        | r12                      |  +48                   | rbx                      |  +32
//        | r13                      |  +40                   | r12                      |  +24
//        | r14                      |  +32                   | r13                      |  +16
//        | r15                      |  +24                   | r14                      |  +8
//        | previous GS base         |  +16   gs:guestSP  ->  | r15                      |  +0
//        | context                  |  +8
// gs:hostSP -> | record             |  +0 (16-aligned)
//
// Guest stack inside a call to another instance (wasixcCrossGate); numbers only, so a fork may copy it:
//
//        | return address           |  into the calling instance
//        | index of the caller      |
//        | number of result slots   |
//        | the cross descriptor     |  immutable, and the same in every process
//        | return address           |  into wasixcCrossGate
//
// Arguments that fit no register lie in the context's scratch area, laid out like those of System V on the stack
// (abi/context.h): the host gate copies them there, the cross gate into the callee's scratch area.

#define CONTEXT_SELF 8
#define CONTEXT_GUEST_STACK_POINTER 32
#define CONTEXT_HOST_STACK_POINTER 40
#define CONTEXT_CONTEXTS 112
#define CONTEXT_INDEX 120

#define FUNCTION_CODE 8
#define HOST_FUNCTION_HANDLER 16
#define HOST_FUNCTION_STACK_ARGUMENT_BYTES 24
#define CROSS_FUNCTION_CALLEE 16
#define CROSS_FUNCTION_CALLEE_INDEX 24
#define CROSS_FUNCTION_STACK_ARGUMENT_BYTES 32
#define CROSS_FUNCTION_RESULT_SLOTS 40
#define TRAMPOLINE_DESCRIPTOR_NEXT 16

#define SIGNAL_CALLBACK 0
#define SIGNAL_NUMBER 8
#define SIGNAL_RESULT 16
#define SIGNAL_GATE 152
#define SIGNAL_SIZE 208

#define TRAMPOLINE_NEXT 0
#define TRAMPOLINE_STATE 8
#define TRAMPOLINE_CALLEE 56
#define TRAMPOLINE_INTEGERS 64
#define TRAMPOLINE_VECTORS 112
#define TRAMPOLINE_GATE 248

#define SYS_ARCH_PRCTL 158
#define ARCH_SET_GS 0x1001
#define ARCH_GET_GS 0x1004

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

.macro PUSH_CALLEE_SAVED
	PUSH rbp
	PUSH rbx
	PUSH r12
	PUSH r13
	PUSH r14
	PUSH r15
.endm

.macro POP_CALLEE_SAVED
	POP r15
	POP r14
	POP r13
	POP r12
	POP rbx
	POP rbp
.endm

// GS base = r11. Changes r11 at most.
.macro SET_GS_BASE
	cmpb $0, wasixcHasFsGsBase(%rip)
	je 1f
	wrgsbase %r11
	jmp 2f
1:	call setGsBaseSlowly
2:
.endm

// From guest code to host code: the guest's may leave the upper halves of vector registers in use (vector_state.h).
// Arguments and results are in the lower halves.
.macro CLEAR_UPPER_HALVES
	cmpb $0, wasixcHasAvx(%rip)
	je 1f
	vzeroupper
1:
.endm

	.text
// Everything up to wasixcGatesEnd runs on guest stacks.
	.globl wasixcGatesBegin
	.hidden wasixcGatesBegin
wasixcGatesBegin:

	.p2align 4
	.type setGsBaseSlowly, @function
setGsBaseSlowly:
	.cfi_startproc
	PUSH rax
	PUSH rcx
	PUSH rdi
	PUSH rsi
	movq %r11, %rsi
	movl $ARCH_SET_GS, %edi
	movl $SYS_ARCH_PRCTL, %eax
	syscall
	POP rsi
	POP rdi
	POP rcx
	POP rax
	ret
	.cfi_endproc
	.size setGsBaseSlowly, . - setGsBaseSlowly

// Guest code calls a HostFunctionDescriptor. Registers carry arguments in and results out untouched. The
// guest's stack pointer comes back through GS: the context may have been moved or forked meanwhile. rbx keeps
// it only for unwinders, which find the guest's frames from it while the handler runs.
	.p2align 4
	.globl wasixcHostGate
	.type wasixcHostGate, @function
wasixcHostGate:
	.cfi_startproc
	CLEAR_UPPER_HALVES
	PUSH_CALLEE_SAVED
	movq %rsp, %gs:CONTEXT_GUEST_STACK_POINTER
	movq %rsp, %rbx
	.cfi_def_cfa_register rbx
	movq %gs:CONTEXT_HOST_STACK_POINTER, %rsp
	movq HOST_FUNCTION_STACK_ARGUMENT_BYTES(%r10), %rax
	testq %rax, %rax
	jnz .LcopyArguments
.LcallHandler:
	callq *HOST_FUNCTION_HANDLER(%r10)
	movq %gs:CONTEXT_GUEST_STACK_POINTER, %rsp
	.cfi_def_cfa_register rsp
	.cfi_remember_state
	POP_CALLEE_SAVED
	ret
	.cfi_restore_state
	.cfi_def_cfa_register rbx
.LcopyArguments:
	movq %gs:CONTEXT_INDEX, %r11
	shlq $4, %r11
	addq %gs:CONTEXT_CONTEXTS, %r11
	movq 8(%r11), %r11
1:	pushq -8(%r11, %rax)
	subq $8, %rax
	jnz 1b
	jmp .LcallHandler
	.cfi_endproc
	.size wasixcHostGate, . - wasixcHostGate

// Guest code calls a CrossFunctionDescriptor. Among the registers that carry neither arguments nor results
// nor r10, only rax and r11 are free on the way in; on the way out all but rax, rdx, xmm0 and xmm1 are. A callee that
// ends in a tail call of another instance comes back here with its return address on top of the stack: its frame is used
// again, so that chains of such calls take constant stack.
	.p2align 4
	.globl wasixcCrossGate
	.type wasixcCrossGate, @function
wasixcCrossGate:
	.cfi_startproc
	movq CROSS_FUNCTION_CALLEE_INDEX(%r10), %rax
	cmpq %rax, %gs:CONTEXT_INDEX
	jne .LotherInstance
	movq CROSS_FUNCTION_CALLEE(%r10), %r10
	movq %r10, %rax
	addq FUNCTION_CODE(%r10), %rax
	jmpq *%rax

.LotherInstance:
	leaq wasixcCrossReturn(%rip), %r11
	cmpq %r11, (%rsp)
	jne 3f
	addq $8, %rsp
	.cfi_def_cfa_offset 32
	movq %r10, (%rsp)
	jmp 4f
	.cfi_def_cfa_offset 8
3:	pushq %gs:CONTEXT_INDEX
	.cfi_adjust_cfa_offset 8
	pushq CROSS_FUNCTION_RESULT_SLOTS(%r10)
	.cfi_adjust_cfa_offset 8
	pushq %r10
	.cfi_adjust_cfa_offset 8
4:	cmpq $0, CROSS_FUNCTION_STACK_ARGUMENT_BYTES(%r10)
	je 6f
	// From the caller's scratch area (r10) to the callee's (r11), rax bytes from the end on.
	movq %gs:CONTEXT_CONTEXTS, %r11
	shlq $4, %rax
	movq %gs:CONTEXT_INDEX, %r10
	shlq $4, %r10
	movq 8(%r11, %r10), %r10
	movq 8(%r11, %rax), %r11
	movq (%rsp), %rax
	movq CROSS_FUNCTION_STACK_ARGUMENT_BYTES(%rax), %rax
5:	pushq -8(%r10, %rax)
	popq -8(%r11, %rax)
	subq $8, %rax
	jnz 5b
	movq (%rsp), %r10
6:	movq %gs:CONTEXT_CONTEXTS, %r11
	movq CROSS_FUNCTION_CALLEE_INDEX(%r10), %rax
	shlq $4, %rax
	movq (%r11, %rax), %r11
	movq %gs:CONTEXT_HOST_STACK_POINTER, %rax
	movq %rax, CONTEXT_HOST_STACK_POINTER(%r11)
	SET_GS_BASE
	movq CROSS_FUNCTION_CALLEE(%r10), %r10
	movq %r10, %rax
	addq FUNCTION_CODE(%r10), %rax
	callq *%rax
	.globl wasixcCrossReturn
	.hidden wasixcCrossReturn
wasixcCrossReturn:
	addq $8, %rsp
	.cfi_adjust_cfa_offset -8
	popq %r10
	.cfi_adjust_cfa_offset -8
	popq %r11
	.cfi_adjust_cfa_offset -8
	movq %gs:CONTEXT_CONTEXTS, %rcx
	movq %gs:CONTEXT_INDEX, %rsi
	shlq $4, %rsi
	movq 8(%rcx, %rsi), %rsi
	shlq $4, %r11
	movq 8(%rcx, %r11), %rdi
	movq (%rcx, %r11), %r11
	// A nested entry may have moved the host stack pointer of the caller's context; the callee's is right.
	movq %gs:CONTEXT_HOST_STACK_POINTER, %r9
	movq %r9, CONTEXT_HOST_STACK_POINTER(%r11)
	shlq $4, %r10
	jz 6f
5:	movq -8(%rsi, %r10), %r9
	movq %r9, -8(%rdi, %r10)
	subq $8, %r10
	jnz 5b
6:	SET_GS_BASE
	ret
	.cfi_endproc
	.size wasixcCrossGate, . - wasixcCrossGate

// A host call that is about to return runs the guest's signal callback first: the host has put a SignalFrame
// on the guest's stack, whose GateFrame returns to here. Then the host is asked for further signals, which
// take the place of the first one in the same frame, and the call returns at last. All of it is numbers and
// addresses of the image, so the callback may fork or jump away.
//
//        | GateFrame of the call    |  +152
//        | the call, to be repeated |  +24
//        | result of the call       |  +16
//        | signal                   |  +8
//  sp -> | descriptor of the callback |  +0 (16-aligned)
	.p2align 4
	.globl wasixcSignalEntry
	.hidden wasixcSignalEntry
	.cfi_startproc
	.cfi_def_cfa rsp, SIGNAL_SIZE
	.cfi_offset rbp, -16
	.cfi_offset rbx, -24
	.cfi_offset r12, -32
	.cfi_offset r13, -40
	.cfi_offset r14, -48
	.cfi_offset r15, -56
	nop // unwinders look at the address before the one that is returned to
	.type wasixcSignalEntry, @function
wasixcSignalEntry:
	movq SIGNAL_CALLBACK(%rsp), %r10
	movl SIGNAL_NUMBER(%rsp), %edi
	movq %r10, %rax
	addq FUNCTION_CODE(%r10), %rax
	callq *%rax
	.globl wasixcSignalReturn
	.hidden wasixcSignalReturn
wasixcSignalReturn:
	leaq wasixcAfterSignal(%rip), %r10
	callq wasixcHostGate
	testl %eax, %eax
	jnz wasixcSignalEntry
	movq SIGNAL_RESULT(%rsp), %rax
	addq $SIGNAL_GATE, %rsp
	.cfi_adjust_cfa_offset -SIGNAL_GATE
	POP_CALLEE_SAVED
	ret
	.cfi_endproc
	.size wasixcSignalEntry, . - wasixcSignalEntry

// Guest code calls a TrampolineDescriptor; or a host call that has put a TrampolineFrame on the guest's stack
// returns, to wasixcTrampolineEntry. The host says what to call, sees the results, and says what to call next.
//
//        | GateFrame                |  +248  of the guest's call
//        | argument registers       |  +64
//        | callee                   |  +56
//        | state of the host's      |  +8
//  sp -> | the host's function      |  +0 (16-aligned)
	.p2align 4
	.globl wasixcTrampolineGate
	.type wasixcTrampolineGate, @function
wasixcTrampolineGate:
	.cfi_startproc
	PUSH_CALLEE_SAVED
	subq $TRAMPOLINE_GATE, %rsp
	.cfi_adjust_cfa_offset TRAMPOLINE_GATE
	movq %rdi, TRAMPOLINE_INTEGERS(%rsp)
	movq %rsi, TRAMPOLINE_INTEGERS + 8(%rsp)
	movq %rdx, TRAMPOLINE_INTEGERS + 16(%rsp)
	movq %rcx, TRAMPOLINE_INTEGERS + 24(%rsp)
	movq %r8, TRAMPOLINE_INTEGERS + 32(%rsp)
	movq %r9, TRAMPOLINE_INTEGERS + 40(%rsp)
	movups %xmm0, TRAMPOLINE_VECTORS(%rsp)
	movups %xmm1, TRAMPOLINE_VECTORS + 16(%rsp)
	movups %xmm2, TRAMPOLINE_VECTORS + 32(%rsp)
	movups %xmm3, TRAMPOLINE_VECTORS + 48(%rsp)
	movups %xmm4, TRAMPOLINE_VECTORS + 64(%rsp)
	movups %xmm5, TRAMPOLINE_VECTORS + 80(%rsp)
	movups %xmm6, TRAMPOLINE_VECTORS + 96(%rsp)
	movups %xmm7, TRAMPOLINE_VECTORS + 112(%rsp)
	movq TRAMPOLINE_DESCRIPTOR_NEXT(%r10), %rax
	movq %rax, TRAMPOLINE_NEXT(%rsp)
	movq %r10, TRAMPOLINE_STATE(%rsp)
	movq $0, TRAMPOLINE_CALLEE(%rsp)
	.globl wasixcTrampolineEntry
	.hidden wasixcTrampolineEntry
wasixcTrampolineEntry:
	movq TRAMPOLINE_NEXT(%rsp), %r10
	callq wasixcHostGate
	testb %al, %al
	jz 1f
	movq TRAMPOLINE_INTEGERS(%rsp), %rdi
	movq TRAMPOLINE_INTEGERS + 8(%rsp), %rsi
	movq TRAMPOLINE_INTEGERS + 16(%rsp), %rdx
	movq TRAMPOLINE_INTEGERS + 24(%rsp), %rcx
	movq TRAMPOLINE_INTEGERS + 32(%rsp), %r8
	movq TRAMPOLINE_INTEGERS + 40(%rsp), %r9
	movups TRAMPOLINE_VECTORS(%rsp), %xmm0
	movups TRAMPOLINE_VECTORS + 16(%rsp), %xmm1
	movups TRAMPOLINE_VECTORS + 32(%rsp), %xmm2
	movups TRAMPOLINE_VECTORS + 48(%rsp), %xmm3
	movups TRAMPOLINE_VECTORS + 64(%rsp), %xmm4
	movups TRAMPOLINE_VECTORS + 80(%rsp), %xmm5
	movups TRAMPOLINE_VECTORS + 96(%rsp), %xmm6
	movups TRAMPOLINE_VECTORS + 112(%rsp), %xmm7
	movq TRAMPOLINE_CALLEE(%rsp), %r10
	movq %r10, %rax
	addq FUNCTION_CODE(%r10), %rax
	callq *%rax
	.globl wasixcTrampolineReturn
	.hidden wasixcTrampolineReturn
wasixcTrampolineReturn:
	movq %rax, TRAMPOLINE_INTEGERS(%rsp)
	movq %rdx, TRAMPOLINE_INTEGERS + 8(%rsp)
	movups %xmm0, TRAMPOLINE_VECTORS(%rsp)
	movups %xmm1, TRAMPOLINE_VECTORS + 16(%rsp)
	jmp wasixcTrampolineEntry
1:	movq TRAMPOLINE_INTEGERS(%rsp), %rax
	movq TRAMPOLINE_INTEGERS + 8(%rsp), %rdx
	movups TRAMPOLINE_VECTORS(%rsp), %xmm0
	movups TRAMPOLINE_VECTORS + 16(%rsp), %xmm1
	addq $TRAMPOLINE_GATE, %rsp
	.cfi_adjust_cfa_offset -TRAMPOLINE_GATE
	POP_CALLEE_SAVED
	ret
	.cfi_endproc
	.size wasixcTrampolineGate, . - wasixcTrampolineGate

	.globl wasixcGatesEnd
	.hidden wasixcGatesEnd
wasixcGatesEnd:

// Host code enters a guest: rdi = context, rsi = descriptor, rdx = code, rcx = record.
	.p2align 4
	.globl wasixcEnter
	.type wasixcEnter, @function
wasixcEnter:
	.cfi_startproc
	PUSH_CALLEE_SAVED
	call previousGsBase
	pushq %rax
	.cfi_adjust_cfa_offset 8
	pushq %rdi
	.cfi_adjust_cfa_offset 8
	pushq %rcx
	.cfi_adjust_cfa_offset 8
	movq %rsp, CONTEXT_HOST_STACK_POINTER(%rdi)
	movq %rdi, %r11
	SET_GS_BASE
	movq %rsi, %r10
	.cfi_remember_state
	// The outermost frame of the guest's stack: unwinders stop here.
	.cfi_undefined rip
	movq CONTEXT_GUEST_STACK_POINTER(%rdi), %rsp
	andq $-16, %rsp
	callq *%rdx
	CLEAR_UPPER_HALVES
	xorl %eax, %eax
	movq %gs:CONTEXT_HOST_STACK_POINTER, %rsp
	.cfi_restore_state
.LleaveGuest:
	addq $16, %rsp
	.cfi_adjust_cfa_offset -16
	popq %r11
	.cfi_adjust_cfa_offset -8
	SET_GS_BASE
	POP_CALLEE_SAVED
	ret
	.cfi_endproc
	.size wasixcEnter, . - wasixcEnter

// Host code continues a guest that is in a host call: rdi = context, rsi = result, rdx = record.
	.p2align 4
	.globl wasixcResume
	.type wasixcResume, @function
wasixcResume:
	.cfi_startproc
	PUSH_CALLEE_SAVED
	call previousGsBase
	pushq %rax
	.cfi_adjust_cfa_offset 8
	pushq %rdi
	.cfi_adjust_cfa_offset 8
	pushq %rdx
	.cfi_adjust_cfa_offset 8
	movq %rsp, CONTEXT_HOST_STACK_POINTER(%rdi)
	movq %rdi, %r11
	SET_GS_BASE
	movq %rsi, %rax
	movq CONTEXT_GUEST_STACK_POINTER(%rdi), %rsp
	.cfi_def_cfa rsp, 56
	POP_CALLEE_SAVED
	ret
	.cfi_endproc
	.size wasixcResume, . - wasixcResume

// Host code abandons the guest: rdi = context, rsi = status.
	.p2align 4
	.globl wasixcLeave
	.type wasixcLeave, @function
wasixcLeave:
	.cfi_startproc
	movq %rsi, %rax
	movq CONTEXT_HOST_STACK_POINTER(%rdi), %rsp
	jmp .LleaveGuest
	.cfi_endproc
	.size wasixcLeave, . - wasixcLeave

// Host code continues the guest at a landing pad: rdi = context, rsi = LandingRegisters.
	.p2align 4
	.globl wasixcLand
	.type wasixcLand, @function
wasixcLand:
	.cfi_startproc
	movq %rdi, %r11
	SET_GS_BASE
	.cfi_undefined rip
	movq 16(%rsi), %rbx
	movq 24(%rsi), %rbp
	movq 32(%rsi), %r12
	movq 40(%rsi), %r13
	movq 48(%rsi), %r14
	movq 56(%rsi), %r15
	movq 64(%rsi), %rax
	movq 72(%rsi), %rdx
	movq 0(%rsi), %rcx
	movq 8(%rsi), %rsp
	jmpq *%rcx
	.cfi_endproc
	.size wasixcLand, . - wasixcLand

// Host code goes on on another host stack: rdi = where to leave the current stack pointer, rsi = that of the
// stack to continue. GS belongs to the stack: it says which guest its host calls serve.
//
//        | return address           |  +56
//        | rbp rbx r12 r13 r14 r15  |  +8 ... +48
//  sp -> | GS base                  |  +0
	.p2align 4
	.globl wasixcSwitchStack
	.type wasixcSwitchStack, @function
wasixcSwitchStack:
	.cfi_startproc
	PUSH_CALLEE_SAVED
	call previousGsBase
	pushq %rax
	.cfi_adjust_cfa_offset 8
	movq %rsp, (%rdi)
	movq %rsi, %rsp
	popq %r11
	.cfi_adjust_cfa_offset -8
	cmpq %rax, %r11
	je .LsameGsBase
	SET_GS_BASE
.LsameGsBase:
	POP_CALLEE_SAVED
	ret
	.cfi_endproc
	.size wasixcSwitchStack, . - wasixcSwitchStack

// rax = GS base. Changes rax at most.
	.p2align 4
	.type previousGsBase, @function
previousGsBase:
	.cfi_startproc
	cmpb $0, wasixcHasFsGsBase(%rip)
	je 1f
	rdgsbase %rax
	ret
1:	pushq $0
	.cfi_adjust_cfa_offset 8
	PUSH rcx
	PUSH rdi
	PUSH rsi
	PUSH r11
	leaq 32(%rsp), %rsi
	movl $ARCH_GET_GS, %edi
	movl $SYS_ARCH_PRCTL, %eax
	syscall
	POP r11
	POP rsi
	POP rdi
	POP rcx
	popq %rax
	.cfi_adjust_cfa_offset -8
	ret
	.cfi_endproc
	.size previousGsBase, . - previousGsBase

	.section .note.GNU-stack, "", @progbits
