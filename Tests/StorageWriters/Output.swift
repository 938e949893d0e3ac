import Foundation

/// Standard output is buffered when it is a pipe.
func flushOutput() {
    fflush(nil)
}
