import CCurl
import Foundation

/// One libcurl transfer or connection, with its callbacks as closures.
///
/// Not Sendable: it is made, used and freed by one thread at a time. `wake` alone may be called from elsewhere.
final class CurlHandle {
    let easy: UnsafeMutableRawPointer
    private let multi: UnsafeMutableRawPointer
    private let errorText: UnsafeMutablePointer<CChar>
    private var lists: [UnsafeMutablePointer<curl_slist>] = []
    private var isAttached = false
    private let wake: Wake
    /// Those that libcurl has open.
    private var sockets: Set<curl_socket_t> = []

    /// Bytes of the body as they come. False ends the transfer with CURLE_WRITE_ERROR.
    var onBody: (UnsafeRawBufferPointer) -> Bool = { _ in true }
    /// One header line of HTTP with its line end.
    var onHeader: (UnsafeRawBufferPointer) -> Void = { _ in }
    /// Fills the buffer with what is to be sent and says how much that is; 0 at the end.
    var onRead: (UnsafeMutableRawBufferPointer) -> Int = { _ in 0 }
    /// A line of the protocol's dialogue, true when it came from the server.
    var onDialogue: (Bool, UnsafeRawBufferPointer) -> Void = { _, _ in }
    /// Whether a connection to this address may be made; asked after names are resolved and for every attempt.
    var allows: (UnsafePointer<sockaddr>) -> Bool = { _ in true }

    private static let isReady = curl_global_init(Int(CURL_GLOBAL_DEFAULT)) == CURLE_OK

    init(wake: Wake) {
        guard Self.isReady, let easy = curl_easy_init(), let multi = curl_multi_init() else { fatalError("libcurl has no memory left") }
        self.easy = easy
        self.multi = UnsafeMutableRawPointer(multi)
        self.wake = wake
        errorText = .allocate(capacity: Int(CURL_ERROR_SIZE))
        errorText.initialize(repeating: 0, count: Int(CURL_ERROR_SIZE))
        ccurl_set_error_buffer(easy, errorText)
        set(CURLOPT_NOSIGNAL, 1)
        // A transfer that is stopped or timed out while a name is looked up does not wait for the name server.
        set(CURLOPT_QUICK_EXIT, 1)
        set(CURLOPT_SSLVERSION, Int(CURL_SSLVERSION_TLSv1_2))
        set(CURLOPT_TCP_KEEPALIVE, 1)
        setCallbacks()
    }

    deinit {
        disconnect()
        curl_easy_cleanup(easy)
        curl_multi_cleanup(multi)
        lists.forEach(curl_slist_free_all)
        errorText.deallocate()
    }

    func set(_ option: CURLoption, _ value: Int) { ccurl_set_number(easy, option, value) }

    func set(_ option: CURLoption, _ value: String) { ccurl_set_text(easy, option, value) }

    /// Takes a text back.
    func forget(_ option: CURLoption) { ccurl_set_text(easy, option, nil) }

    func set(_ option: CURLoption, _ values: [String]) {
        let list = values.reduce(nil) { curl_slist_append($0, $1) }
        if let list { lists.append(list) }
        ccurl_set_list(easy, option, list)
    }

    func set(_ trust: Trust) {
        switch trust {
        case .system: break
        case .authority(let path): set(CURLOPT_CAINFO, path)
        case .anyone:
            set(CURLOPT_SSL_VERIFYPEER, 0)
            set(CURLOPT_SSL_VERIFYHOST, 0)
        }
    }

    /// The text that libcurl wrote about the last failure.
    var failureText: String { String(cString: errorText) }

    /// Runs the transfer to its end, or until `wake` says stop. With CURLOPT_CONNECT_ONLY the connection stays open afterwards.
    func perform() throws(CurlFailure) {
        errorText.pointee = 0
        curl_multi_add_handle(multi, easy)
        isAttached = true
        while true {
            var running: Int32 = 0
            let step = curl_multi_perform(multi, &running)
            let result = ccurl_result(multi, easy)
            if result >= 0 {
                if result != 0 { throw failure(CURLcode(UInt32(result))) }
                return
            }
            guard step == CURLM_OK, running > 0 else { throw failure(CURLE_FAILED_INIT) }
            var woken = curl_waitfd(fd: wake.readEnd, events: Int16(CURL_WAIT_POLLIN), revents: 0)
            curl_multi_poll(multi, &woken, wake.readEnd < 0 ? 0 : 1, 1000, nil)
            if wake.isStopped { throw failure(CURLE_ABORTED_BY_CALLBACK) }
            if woken.revents != 0 { wake.drain() }
        }
    }

    func failure(_ code: CURLcode) -> CurlFailure {
        CurlFailure(
            code: code, text: failureText.isEmpty ? String(cString: curl_easy_strerror(code)) : failureText,
            systemError: Int32(ccurl_number(easy, CURLINFO_OS_ERRNO)),
            verification: ccurl_number(easy, CURLINFO_SSL_VERIFYRESULT),
            isConnected: ccurl_large(easy, CURLINFO_CONNECT_TIME_T) > 0)
    }

    var socket: curl_socket_t { ccurl_socket(easy) }

    /// Makes libcurl find the connection closed, also from inside one of its callbacks.
    func hangUp() {
        for socket in sockets { shutdown(socket, Int32(SHUT_RDWR)) }
    }

    /// Makes ready for another transfer, which goes over the same connection where that is still open.
    func detach() {
        guard isAttached else { return }
        curl_multi_remove_handle(multi, easy)
        isAttached = false
    }

    /// Closes the connection at once.
    func disconnect() {
        guard isAttached else { return }
        hangUp()
        curl_multi_remove_handle(multi, easy)
        isAttached = false
    }

    /// Before libcurl closes a mail connection, also one that failed, it says goodbye and waits for the answer, up to two minutes and
    /// without leave to stop. A read side shut down gives it an end instead.
    private func heard(_ isFromServer: Bool, _ line: UnsafeRawBufferPointer) {
        if !isFromServer, line.suffix(8).elementsEqual("LOGOUT\r\n".utf8) || line.elementsEqual("QUIT\r\n".utf8) {
            for socket in sockets { shutdown(socket, Int32(SHUT_RD)) }
        }
        onDialogue(isFromServer, line)
    }

    private func setCallbacks() {
        let user = Unmanaged.passUnretained(self).toOpaque()
        ccurl_on_body(
            easy,
            { bytes, size, count, user in
                guard let handle = CurlHandle.from(user) else { return 0 }
                return handle.onBody(UnsafeRawBufferPointer(start: bytes, count: size * count)) ? size * count : 0
            }, user)
        ccurl_on_header(
            easy,
            { bytes, size, count, user in
                CurlHandle.from(user)?.onHeader(UnsafeRawBufferPointer(start: bytes, count: size * count))
                return size * count
            }, user)
        ccurl_on_read(
            easy,
            { bytes, size, count, user in
                CurlHandle.from(user)?.onRead(UnsafeMutableRawBufferPointer(start: bytes, count: size * count)) ?? 0
            }, user)
        ccurl_on_dialogue(
            easy,
            { _, kind, bytes, count, user in
                if kind == CURLINFO_HEADER_IN || kind == CURLINFO_HEADER_OUT {
                    CurlHandle.from(user)?.heard(kind == CURLINFO_HEADER_IN, UnsafeRawBufferPointer(start: bytes, count: count))
                }
                return 0
            }, user)
        ccurl_on_open_socket(
            easy,
            { user, _, address in
                guard let handle = CurlHandle.from(user), let address else { return -1 }
                // The address lies in a field whose size is that of the shortest kind; the pointer is to the whole of it.
                let offset = MemoryLayout<curl_sockaddr>.offset(of: \.addr) ?? 0
                let start = UnsafeRawPointer(address).advanced(by: offset).assumingMemoryBound(to: sockaddr.self)
                guard handle.allows(start) else { return -1 }
                let kind = address.pointee.socktype | Int32(SOCK_CLOEXEC.rawValue)
                let socket = Foundation.socket(address.pointee.family, kind, address.pointee.protocol)
                handle.sockets.insert(socket)
                return socket
            }, user)
        ccurl_on_close_socket(
            easy,
            { user, socket in
                CurlHandle.from(user)?.sockets.remove(socket)
                return close(socket)
            }, user)
    }

    private static func from(_ user: UnsafeMutableRawPointer?) -> CurlHandle? {
        user.map { Unmanaged<CurlHandle>.fromOpaque($0).takeUnretainedValue() }
    }
}

/// What libcurl knows about a failure.
struct CurlFailure: Error {
    var code: CURLcode
    var text: String
    /// errno of the connection attempt, or 0.
    var systemError: Int32
    /// OpenSSL's X509_V_ERR number, or 0.
    var verification: Int
    /// Whether the server's machine answered at all.
    var isConnected: Bool
}
