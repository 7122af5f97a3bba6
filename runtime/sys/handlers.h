// The import handlers, each spelled like its row in abi/imports.def. They are thin: they check and copy what
// the guest passes, call the kernel or a file, and write back the results; guest memory is touched nowhere
// below them. dispatch.cpp checks every declaration against the signature of its row.
#pragma once

#include "runtime/base/guest_memory.h"
#include "runtime/kernel/thread.h"

namespace wasixc::sys {

using abi::GuestAddress;

// args.cpp
Errno args_get(Thread &thread, GuestPtr<GuestAddress> pointers, GuestPtr<uint8_t> strings);
Errno args_sizes_get(Thread &thread, GuestPtr<uint32_t> count, GuestPtr<uint32_t> size);
Errno environ_get(Thread &thread, GuestPtr<GuestAddress> pointers, GuestPtr<uint8_t> strings);
Errno environ_sizes_get(Thread &thread, GuestPtr<uint32_t> count, GuestPtr<uint32_t> size);

// clock.cpp, random.cpp
Errno clock_res_get(Thread &thread, uint32_t clock, GuestPtr<uint64_t> resolution);
Errno clock_time_get(Thread &thread, uint32_t clock, uint64_t precision, GuestPtr<uint64_t> time);
Errno clock_time_set(Thread &thread, uint32_t clock, uint64_t time);
Errno random_get(Thread &thread, GuestPtr<uint8_t> buffer, uint32_t size);

// dynamic_linking.cpp
Errno dlopen(Thread &thread, GuestPtr<uint8_t> path, uint32_t pathLength, uint32_t flags,
             GuestPtr<uint8_t> errorText, uint32_t errorSize, GuestPtr<uint8_t> libraryPath,
             uint32_t libraryPathLength, GuestPtr<uint32_t> handle);
Errno dlsym(Thread &thread, uint32_t handle, GuestPtr<uint8_t> symbol, uint32_t symbolLength,
            GuestPtr<uint8_t> errorText, uint32_t errorSize, GuestPtr<uint32_t> address);
Errno dl_invalid_handle(Thread &thread, uint32_t handle);

// dynamic_call.cpp
Errno call_dynamic(Thread &thread, uint32_t index, GuestPtr<uint8_t> values, uint32_t valuesLength,
                   GuestPtr<uint8_t> results, uint32_t resultsLength, uint32_t isStrict);
Errno reflect_signature(Thread &thread, uint32_t index, GuestPtr<uint8_t> argumentTypes,
                        uint32_t argumentTypesLength, GuestPtr<uint8_t> resultTypes,
                        uint32_t resultTypesLength, GuestPtr<abi::ReflectionResult> result);

// closure.cpp
Errno closure_allocate(Thread &thread, GuestPtr<uint32_t> closure);
Errno closure_prepare(Thread &thread, uint32_t backingFunction, uint32_t closure,
                      GuestPtr<uint8_t> argumentTypes, uint32_t argumentCount, GuestPtr<uint8_t> resultTypes,
                      uint32_t resultCount, uint32_t userData);
Errno closure_free(Thread &thread, uint32_t closure);

// fd_io.cpp: data
Errno fd_read(Thread &thread, uint32_t fd, GuestPtr<abi::IoVector> vectors, uint32_t count,
              GuestPtr<uint32_t> size);
Errno fd_write(Thread &thread, uint32_t fd, GuestPtr<abi::IoVector> vectors, uint32_t count,
               GuestPtr<uint32_t> size);
Errno fd_pread(Thread &thread, uint32_t fd, GuestPtr<abi::IoVector> vectors, uint32_t count, uint64_t offset,
               GuestPtr<uint32_t> size);
Errno fd_pwrite(Thread &thread, uint32_t fd, GuestPtr<abi::IoVector> vectors, uint32_t count, uint64_t offset,
                GuestPtr<uint32_t> size);
Errno fd_seek(Thread &thread, uint32_t fd, uint64_t offset, uint32_t whence, GuestPtr<uint64_t> position);
Errno fd_tell(Thread &thread, uint32_t fd, GuestPtr<uint64_t> position);
Errno fd_readdir(Thread &thread, uint32_t fd, GuestPtr<uint8_t> buffer, uint32_t size, uint64_t cookie,
                 GuestPtr<uint32_t> used);

// fd.cpp: descriptors and attributes
Errno fd_advise(Thread &thread, uint32_t fd, uint64_t offset, uint64_t length, uint32_t advice);
Errno fd_allocate(Thread &thread, uint32_t fd, uint64_t offset, uint64_t length);
Errno fd_close(Thread &thread, uint32_t fd);
Errno fd_datasync(Thread &thread, uint32_t fd);
Errno fd_fdstat_get(Thread &thread, uint32_t fd, GuestPtr<abi::FdStat> result);
Errno fd_fdstat_set_flags(Thread &thread, uint32_t fd, uint32_t flags);
Errno fd_fdstat_set_rights(Thread &thread, uint32_t fd, uint64_t base, uint64_t inheriting);
Errno fd_filestat_get(Thread &thread, uint32_t fd, GuestPtr<abi::FileStat> result);
Errno fd_filestat_set_size(Thread &thread, uint32_t fd, uint64_t size);
Errno fd_filestat_set_times(Thread &thread, uint32_t fd, uint64_t access, uint64_t modify, uint32_t flags);
Errno fd_prestat_get(Thread &thread, uint32_t fd, GuestPtr<abi::Prestat> result);
Errno fd_prestat_dir_name(Thread &thread, uint32_t fd, GuestPtr<uint8_t> name, uint32_t size);
Errno fd_renumber(Thread &thread, uint32_t from, uint32_t to);
Errno fd_sync(Thread &thread, uint32_t fd);

// fd_processes.cpp
Errno fd_dup(Thread &thread, uint32_t fd, GuestPtr<uint32_t> copy);
Errno fd_dup2(Thread &thread, uint32_t fd, uint32_t lowest, uint32_t closesOnExec, GuestPtr<uint32_t> copy);
Errno fd_fdflags_get(Thread &thread, uint32_t fd, GuestPtr<uint16_t> flags);
Errno fd_fdflags_set(Thread &thread, uint32_t fd, uint32_t flags);
Errno fd_pipe(Thread &thread, GuestPtr<uint32_t> readEnd, GuestPtr<uint32_t> writeEnd);

// path.cpp
Errno path_create_directory(Thread &thread, uint32_t fd, GuestPtr<uint8_t> path, uint32_t length);
Errno path_filestat_get(Thread &thread, uint32_t fd, uint32_t lookupFlags, GuestPtr<uint8_t> path,
                        uint32_t length, GuestPtr<abi::FileStat> result);
Errno path_filestat_set_times(Thread &thread, uint32_t fd, uint32_t lookupFlags, GuestPtr<uint8_t> path,
                              uint32_t length, uint64_t access, uint64_t modify, uint32_t timeFlags);
Errno path_link(Thread &thread, uint32_t fd, uint32_t lookupFlags, GuestPtr<uint8_t> path, uint32_t length,
                uint32_t newFd, GuestPtr<uint8_t> newPath, uint32_t newLength);
Errno path_open(Thread &thread, uint32_t fd, uint32_t lookupFlags, GuestPtr<uint8_t> path, uint32_t length,
                uint32_t openFlags, uint64_t rightsBase, uint64_t rightsInheriting, uint32_t fdFlags,
                GuestPtr<uint32_t> result);
Errno path_open2(Thread &thread, uint32_t fd, uint32_t lookupFlags, GuestPtr<uint8_t> path, uint32_t length,
                 uint32_t openFlags, uint64_t rightsBase, uint64_t rightsInheriting, uint32_t fdFlags,
                 uint32_t fdFlagsExtended, GuestPtr<uint32_t> result);
Errno path_readlink(Thread &thread, uint32_t fd, GuestPtr<uint8_t> path, uint32_t length,
                    GuestPtr<uint8_t> buffer, uint32_t size, GuestPtr<uint32_t> used);
Errno path_remove_directory(Thread &thread, uint32_t fd, GuestPtr<uint8_t> path, uint32_t length);
Errno path_rename(Thread &thread, uint32_t fd, GuestPtr<uint8_t> path, uint32_t length, uint32_t newFd,
                  GuestPtr<uint8_t> newPath, uint32_t newLength);
Errno path_symlink(Thread &thread, GuestPtr<uint8_t> target, uint32_t targetLength, uint32_t fd,
                   GuestPtr<uint8_t> path, uint32_t length);
Errno path_unlink_file(Thread &thread, uint32_t fd, GuestPtr<uint8_t> path, uint32_t length);

// epoll.cpp
Errno fd_event(Thread &thread, uint64_t initial, uint32_t flags, GuestPtr<uint32_t> result);
Errno epoll_create(Thread &thread, GuestPtr<uint32_t> result);
Errno epoll_ctl(Thread &thread, uint32_t epollFd, uint32_t operation, uint32_t fd,
                GuestPtr<abi::EpollEvent> event);
Errno epoll_wait(Thread &thread, uint32_t epollFd, GuestPtr<abi::EpollEvent> events, uint32_t most,
                 uint64_t timeout, GuestPtr<uint32_t> count);

// poll.cpp
Errno poll_oneoff(Thread &thread, GuestPtr<abi::Subscription> subscriptions, GuestPtr<abi::Event> events,
                  uint32_t count, GuestPtr<uint32_t> ready);

// process.cpp
void proc_exit(Thread &thread, uint32_t code);
void proc_exit2(Thread &thread, uint32_t code);
Errno proc_fork(Thread &thread, uint32_t copiesMemory, GuestPtr<uint32_t> pid);
Errno proc_fork_env(Thread &thread, GuestPtr<uint32_t> pid);
Errno proc_id(Thread &thread, GuestPtr<uint32_t> pid);
Errno proc_join(Thread &thread, GuestPtr<abi::OptionPid> pid, uint32_t flags,
                GuestPtr<abi::JoinStatus> status);
Errno proc_parent(Thread &thread, uint32_t pid, GuestPtr<uint32_t> parent);
Errno proc_snapshot(Thread &thread);
Errno sched_yield(Thread &thread);

// signal.cpp
void callback_signal(Thread &thread, GuestPtr<uint8_t> name, uint32_t length);
Errno proc_raise(Thread &thread, uint32_t signal);
Errno proc_raise_interval(Thread &thread, uint32_t signal, uint64_t interval, uint32_t repeats);
Errno proc_signal(Thread &thread, uint32_t pid, uint32_t signal);
Errno proc_signals_get(Thread &thread, GuestPtr<abi::SignalDisposition> list);
Errno proc_signals_sizes_get(Thread &thread, GuestPtr<uint32_t> count);
Errno thread_signal(Thread &thread, uint32_t tid, uint32_t signal);

// thread.cpp
uint32_t thread_spawn(Thread &thread, uint32_t argument);
Errno thread_spawn_v2(Thread &thread, uint32_t argument, GuestPtr<uint32_t> tid);
Errno thread_sleep(Thread &thread, uint64_t duration);
Errno thread_id(Thread &thread, GuestPtr<uint32_t> tid);
Errno thread_join(Thread &thread, uint32_t tid);
Errno thread_parallelism(Thread &thread, GuestPtr<uint32_t> parallelism);
void thread_exit(Thread &thread, uint32_t code);

// futex.cpp
Errno futex_wait(Thread &thread, GuestPtr<uint32_t> word, uint32_t expected,
                 GuestPtr<abi::OptionTimestamp> timeout, GuestPtr<uint8_t> woken);
Errno futex_wake(Thread &thread, GuestPtr<uint32_t> word, GuestPtr<uint8_t> woken);
Errno futex_wake_all(Thread &thread, GuestPtr<uint32_t> word, GuestPtr<uint8_t> woken);

// exec.cpp
void proc_exec(Thread &thread, GuestPtr<uint8_t> name, uint32_t nameLength, GuestPtr<uint8_t> arguments,
               uint32_t argumentsLength);
void proc_exec2(Thread &thread, GuestPtr<uint8_t> name, uint32_t nameLength, GuestPtr<uint8_t> arguments,
                uint32_t argumentsLength, GuestPtr<uint8_t> environment, uint32_t environmentLength);
Errno proc_exec3(Thread &thread, GuestPtr<uint8_t> name, uint32_t nameLength, GuestPtr<uint8_t> arguments,
                 uint32_t argumentsLength, GuestPtr<uint8_t> environment, uint32_t environmentLength,
                 uint32_t searches, GuestPtr<uint8_t> path, uint32_t pathLength);
Errno proc_exec4(Thread &thread, GuestPtr<uint8_t> name, uint32_t nameLength, GuestPtr<uint8_t> arguments,
                 uint32_t argumentCount, GuestPtr<uint8_t> environment, uint32_t environmentCount,
                 uint32_t searches, GuestPtr<uint8_t> path, uint32_t pathLength);
Errno proc_spawn(Thread &thread, GuestPtr<uint8_t> name, uint32_t nameLength, uint32_t changesRoot,
                 GuestPtr<uint8_t> arguments, uint32_t argumentsLength, GuestPtr<uint8_t> preopens,
                 uint32_t preopensLength, uint32_t input, uint32_t output, uint32_t error,
                 GuestPtr<uint8_t> directory, uint32_t directoryLength,
                 GuestPtr<abi::ProcessHandles> handles);
Errno proc_spawn2(Thread &thread, GuestPtr<uint8_t> name, uint32_t nameLength, GuestPtr<uint8_t> arguments,
                  uint32_t argumentsLength, GuestPtr<uint8_t> environment, uint32_t environmentLength,
                  GuestPtr<abi::SpawnFdOperation> operations, uint32_t operationCount,
                  GuestPtr<abi::SignalDisposition> signals, uint32_t signalCount, uint32_t searches,
                  GuestPtr<uint8_t> path, uint32_t pathLength, GuestPtr<uint32_t> pid);
Errno proc_spawn3(Thread &thread, GuestPtr<uint8_t> name, uint32_t nameLength, GuestPtr<uint8_t> arguments,
                  uint32_t argumentCount, GuestPtr<uint8_t> environment, uint32_t environmentCount,
                  GuestPtr<abi::SpawnFdOperation> operations, uint32_t operationCount,
                  GuestPtr<abi::SignalDisposition> signals, uint32_t signalCount, uint32_t searches,
                  GuestPtr<uint8_t> path, uint32_t pathLength, GuestPtr<uint32_t> pid);

// port.cpp
Errno port_addr_add(Thread &thread, GuestPtr<abi::AddressCidr> address);
Errno port_addr_clear(Thread &thread);
Errno port_addr_list(Thread &thread, GuestPtr<abi::AddressCidr> addresses, GuestPtr<uint32_t> count);
Errno port_addr_remove(Thread &thread, GuestPtr<abi::AddressIp> address);
Errno port_bridge(Thread &thread, GuestPtr<uint8_t> network, uint32_t networkLength, GuestPtr<uint8_t> token,
                  uint32_t tokenLength, uint32_t security);
Errno port_dhcp_acquire(Thread &thread);
Errno port_gateway_set(Thread &thread, GuestPtr<abi::AddressIp> address);
Errno port_mac(Thread &thread, GuestPtr<abi::HardwareAddress> result);
Errno port_route_add(Thread &thread, GuestPtr<abi::AddressCidr> destination, GuestPtr<abi::AddressIp> router,
                     GuestPtr<abi::OptionTimestamp> preferredUntil, GuestPtr<abi::OptionTimestamp> expiresAt);
Errno port_route_clear(Thread &thread);
Errno port_route_list(Thread &thread, GuestPtr<abi::Route> routes, GuestPtr<uint32_t> count);
Errno port_route_remove(Thread &thread, GuestPtr<abi::AddressIp> address);
Errno port_unbridge(Thread &thread);

// resolve.cpp
Errno resolve(Thread &thread, GuestPtr<uint8_t> name, uint32_t length, uint32_t port,
              GuestPtr<abi::AddressIp> addresses, uint32_t most, GuestPtr<uint32_t> count);

// socket.cpp
Errno preview1_sock_accept(Thread &thread, uint32_t fd, uint32_t flags, GuestPtr<uint32_t> result);
Errno sock_accept_v2(Thread &thread, uint32_t fd, uint32_t flags, GuestPtr<uint32_t> result,
                     GuestPtr<abi::AddressPort> peer);
Errno sock_addr_local(Thread &thread, uint32_t fd, GuestPtr<abi::AddressPort> result);
Errno sock_addr_peer(Thread &thread, uint32_t fd, GuestPtr<abi::AddressPort> result);
Errno sock_bind(Thread &thread, uint32_t fd, GuestPtr<abi::AddressPort> address);
Errno sock_connect(Thread &thread, uint32_t fd, GuestPtr<abi::AddressPort> address);
Errno sock_listen(Thread &thread, uint32_t fd, uint32_t backlog);
Errno sock_open(Thread &thread, uint32_t family, uint32_t type, uint32_t protocol, GuestPtr<uint32_t> result);
Errno sock_pair(Thread &thread, uint32_t family, uint32_t type, uint32_t protocol, GuestPtr<uint32_t> first,
                GuestPtr<uint32_t> second);
Errno sock_shutdown(Thread &thread, uint32_t fd, uint32_t directions);
Errno sock_status(Thread &thread, uint32_t fd, GuestPtr<uint8_t> result);

// socket_io.cpp
Errno sock_recv(Thread &thread, uint32_t fd, GuestPtr<abi::IoVector> vectors, uint32_t count, uint32_t flags,
                GuestPtr<uint32_t> size, GuestPtr<uint16_t> resultFlags);
Errno sock_recv_from(Thread &thread, uint32_t fd, GuestPtr<abi::IoVector> vectors, uint32_t count,
                     uint32_t flags, GuestPtr<uint32_t> size, GuestPtr<uint16_t> resultFlags,
                     GuestPtr<abi::AddressPort> peer);
Errno sock_send(Thread &thread, uint32_t fd, GuestPtr<abi::IoVector> vectors, uint32_t count, uint32_t flags,
                GuestPtr<uint32_t> size);
Errno sock_send_file(Thread &thread, uint32_t target, uint32_t source, uint64_t offset, uint64_t count,
                     GuestPtr<uint64_t> sent);
Errno sock_send_to(Thread &thread, uint32_t fd, GuestPtr<abi::IoVector> vectors, uint32_t count,
                   uint32_t flags, GuestPtr<abi::AddressPort> peer, GuestPtr<uint32_t> size);

// socket_options.cpp
Errno sock_get_opt_flag(Thread &thread, uint32_t fd, uint32_t option, GuestPtr<uint8_t> result);
Errno sock_get_opt_size(Thread &thread, uint32_t fd, uint32_t option, GuestPtr<uint64_t> result);
Errno sock_get_opt_time(Thread &thread, uint32_t fd, uint32_t option, GuestPtr<abi::OptionTimestamp> result);
Errno sock_set_opt_flag(Thread &thread, uint32_t fd, uint32_t option, uint32_t value);
Errno sock_set_opt_size(Thread &thread, uint32_t fd, uint32_t option, uint64_t value);
Errno sock_set_opt_time(Thread &thread, uint32_t fd, uint32_t option, GuestPtr<abi::OptionTimestamp> time);
Errno sock_join_multicast_v4(Thread &thread, uint32_t fd, GuestPtr<abi::AddressInet4> group,
                             GuestPtr<abi::AddressInet4> interface);
Errno sock_join_multicast_v6(Thread &thread, uint32_t fd, GuestPtr<abi::AddressInet6> group,
                             uint32_t interface);
Errno sock_leave_multicast_v4(Thread &thread, uint32_t fd, GuestPtr<abi::AddressInet4> group,
                              GuestPtr<abi::AddressInet4> interface);
Errno sock_leave_multicast_v6(Thread &thread, uint32_t fd, GuestPtr<abi::AddressInet6> group,
                              uint32_t interface);

// directory.cpp
Errno chdir(Thread &thread, GuestPtr<uint8_t> path, uint32_t length);
Errno getcwd(Thread &thread, GuestPtr<uint8_t> buffer, GuestPtr<uint32_t> length);

// terminal.cpp
Errno tty_get(Thread &thread, GuestPtr<abi::Tty> state);
Errno tty_set(Thread &thread, GuestPtr<abi::Tty> state);

// stack.cpp
Errno stack_checkpoint(Thread &thread, GuestPtr<abi::StackSnapshot> snapshot, GuestPtr<uint64_t> result);
void stack_restore(Thread &thread, GuestPtr<abi::StackSnapshot> snapshot, uint64_t value);
Errno context_create(Thread &thread, GuestPtr<uint64_t> id, uint32_t entry);
Errno context_switch(Thread &thread, uint64_t id);
Errno context_destroy(Thread &thread, uint64_t id);

// extension.cpp
Errno tos(Thread &thread, GuestPtr<abi::ProcessRecord> record);
Errno private_load(Thread &thread, uint32_t index, GuestPtr<uint64_t> value);
Errno private_store(Thread &thread, uint32_t index, uint64_t value);
Errno signals_restart(Thread &thread, uint32_t signals);
Errno signals_ignored(Thread &thread, uint32_t signals, uint32_t forgetsChildren);

// unstable.cpp: snapshot0, where its types differ
Errno unstable_fd_filestat_get(Thread &thread, uint32_t fd, GuestPtr<abi::UnstableFileStat> result);
Errno unstable_fd_seek(Thread &thread, uint32_t fd, uint64_t offset, uint32_t whence,
                       GuestPtr<uint64_t> position);
Errno unstable_path_filestat_get(Thread &thread, uint32_t fd, uint32_t lookupFlags, GuestPtr<uint8_t> path,
                                 uint32_t length, GuestPtr<abi::UnstableFileStat> result);
Errno unstable_poll_oneoff(Thread &thread, GuestPtr<abi::UnstableSubscription> subscriptions,
                           GuestPtr<abi::Event> events, uint32_t count, GuestPtr<uint32_t> ready);

} // namespace wasixc::sys
