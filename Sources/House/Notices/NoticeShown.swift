import Core
import Language
import Storage
import Web

/// Notices with what they are about, ready to be shown: read together in a fixed number of statements.
struct NoticeShown: Sendable {
    var notice: Notice
    var topic: NoticeTopic
    var sentence: String

    /// The place it leads to: the message itself where it is about one.
    var link: Link {
        guard topic.hasMessages, let message = notice.message else { return topic.link }
        return topic.link + Link("#m-\(message)")
    }

    /// In the order given; those whose thing is gone are left out.
    static func all(_ notices: [Notice], _ shop: Shop, _ db: Reader, _ view: View) throws -> [NoticeShown] {
        let topics = try shop.topics(of: notices, db, view)
        let staff = try db.staffNames(notices.compactMap(\.actor))
        return notices.compactMap { notice in
            guard let topic = topics[notice.subject] else { return nil }
            let sentence = NoticeWords.sentence(notice, staff, topic, view.t, now: view.now.milliseconds)
            return NoticeShown(notice: notice, topic: topic, sentence: sentence)
        }
    }

    /// By what they are about; the group with the newest comes first, and in it the newest.
    static func grouped(_ all: [NoticeShown]) -> [[NoticeShown]] {
        var order: [Event.Subject] = []
        var groups: [Event.Subject: [NoticeShown]] = [:]
        for one in all {
            if groups[one.notice.subject] == nil { order.append(one.notice.subject) }
            groups[one.notice.subject, default: []].append(one)
        }
        return order.compactMap { groups[$0] }
    }
}
