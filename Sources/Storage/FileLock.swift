import Foundation
import Synchronization

/// A lock between processes on a file that holds nothing: the system gives it up when a process dies, however it dies.
final class FileLock: Sendable {
    private let path: String
    private let descriptor = Mutex<Int32>(-1)

    init(_ path: String) { self.path = path }

    deinit { release() }

    /// Takes the lock for this process alone, without waiting. False where another holds it, or this one already.
    func takeAlone() throws -> Bool {
        try descriptor.withLock { descriptor in
            guard descriptor < 0 else { return false }
            // Not for children: the lock would live on with them.
            let opened = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
            guard opened >= 0 else { throw StorageError.refused("The file \(path) cannot be written.") }
            descriptor = opened
            return flock(opened, LOCK_EX | LOCK_NB) == 0
        }
    }

    /// Shares the lock with others who share it, from now on until ``release()``. Waits for a process that has it alone.
    func share() throws {
        try descriptor.withLock { descriptor in
            guard descriptor >= 0 else { return }
            while flock(descriptor, LOCK_SH) != 0 {
                guard errno == EINTR else { throw StorageError.refused("The file \(path) cannot be locked.") }
            }
        }
    }

    func release() {
        descriptor.withLock { descriptor in
            if descriptor >= 0 { close(descriptor) }
            descriptor = -1
        }
    }
}
