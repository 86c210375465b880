import NIOCore
import NIOHTTP1

/// One connection that speaks HTTP: requests one after the other.
///
/// Its deadline runs while a request is awaited or arrives, and while an answer is written, but not while it is made.
struct HTTPConnection {
    let channel: NIOAsyncChannel<HTTPServerRequestPart, HTTPServerResponsePart>
    let router: Router
    let deadline: Deadline

    func run() async throws {
        let address = channel.channel.remoteAddress?.ipAddress ?? ""
        try await channel.executeThenClose { parts, out in
            var head: HTTPRequestHead?
            var body: [UInt8] = []
            var isTooLong = false
            for try await part in parts {
                switch part {
                case .head(let received):
                    head = received
                    body = []
                    isTooLong = false
                case .body(let chunk):
                    if body.count + chunk.readableBytes > Service.longestBody {
                        isTooLong = true
                        body = []
                    } else if !isTooLong {
                        body.append(contentsOf: chunk.readableBytesView)
                    }
                case .end:
                    guard let request = head else { return }
                    head = nil
                    deadline.stop()
                    let answer =
                        isTooLong ? Answer.text("The request is too long.", status: .payloadTooLarge) : await router.answer(request, body, from: address)
                    let keepsAlive = request.isKeepAlive && !isTooLong
                    deadline.start()
                    try await out.write(.head(answer.head(keepsAlive: keepsAlive)))
                    if request.method != .HEAD, !answer.body.isEmpty { try await out.write(.body(.byteBuffer(ByteBuffer(bytes: answer.body)))) }
                    try await out.write(.end(nil))
                    if !keepsAlive { return }
                    deadline.start()
                }
            }
        }
    }
}
