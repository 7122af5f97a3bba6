# The function that the host calls for a signal.
#
# The host may interrupt the program anywhere. LLVM lets leaf functions use up to 128 bytes below the stack pointer
# without moving it (the red zone), so the handler's frames begin below those.
	.globaltype	__stack_pointer, i32
	.functype	__wasix_signal_arrived (i32) -> ()
	.functype	__wasm_signal (i32) -> ()
	.export_name	__wasm_signal, __wasm_signal

	.section	.text.__wasm_signal,"",@
	.globl	__wasm_signal
	.type	__wasm_signal,@function
__wasm_signal:
	.functype	__wasm_signal (i32) -> ()
	.local		i32
	global.get	__stack_pointer
	local.tee	1
	i32.const	128
	i32.sub
	i32.const	-16
	i32.and
	global.set	__stack_pointer
	local.get	0
	call		__wasix_signal_arrived
	local.get	1
	global.set	__stack_pointer
	end_function
