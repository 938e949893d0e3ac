import HTTPTypes
import Hummingbird
import Logging
import NIOCore

/// The way from a socket to ``Site``: Hummingbird's responder.
public struct FrontDoor: HTTPResponder {
    /// What is kept of a connection beside Hummingbird's own.
    public struct Context: RequestContext {
        public var coreContext: CoreRequestContextStorage
        let peer: String
        public init(source: ApplicationRequestContextSource) {
            coreContext = .init(source: source)
            peer = source.channel.remoteAddress?.ipAddress ?? ""
        }
    }

    let site: Site
    public init(_ site: Site) { self.site = site }

    public func respond(to request: Request, context: Context) async throws -> Response {
        let target = request.head.path ?? "/"
        let limit = await site.bodyLimit(
            method: request.method.rawValue, target: target, cookie: request.headers[.cookie],
            authorization: request.headers[.authorization])
        var body: [UInt8] = []
        var isTooLarge = false
        if request.method != .get, request.method != .head {
            do {
                let buffer = try await request.body.collect(upTo: max(limit, 1))
                body = Array(buffer.readableBytesView)
            } catch {
                isTooLarge = true
            }
        }
        var headers: [(String, String)] = request.headers.map { ($0.name.canonicalName, $0.value) }
        if let authority = request.head.authority { headers.append(("host", authority)) }
        var call = Call(method: request.method.rawValue, target: target, headers: headers, body: body, peer: context.peer)
        call.isTooLarge = isTooLarge
        var response = FrontDoor.response(await site.answer(call))
        // What was not read would be taken for the next request.
        if isTooLarge { response.headers[.connection] = "close" }
        return response
    }

    static func response(_ answer: Answer) -> Response {
        var fields = HTTPFields()
        for (name, value) in answer.headers {
            if let name = HTTPField.Name(name) { fields.append(HTTPField(name: name, value: value)) }
        }
        let body: ResponseBody
        switch answer.body {
        case .none: body = ResponseBody()
        case .text(let text): body = ResponseBody(byteBuffer: ByteBuffer(string: text))
        case .markup(let html): body = ResponseBody(byteBuffer: ByteBuffer(bytes: html.bytes))
        case .bytes(let bytes): body = ResponseBody(byteBuffer: ByteBuffer(bytes: bytes))
        case .page: preconditionFailure("The site dresses every page before it goes out")
        case .events(let stream):
            fields[.contentType] = "text/event-stream"
            fields[.cacheControl] = "no-store"
            body = ResponseBody(asyncSequence: stream.map { ByteBuffer(string: $0) })
        }
        return Response(status: .init(code: answer.status), headers: fields, body: body)
    }
}
