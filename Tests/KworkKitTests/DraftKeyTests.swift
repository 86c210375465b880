import Testing

@testable import KworkKit

@Suite struct DraftKeyTests {
    @Test(arguments: [
        #"<script>window.draftKey = "abc123de";</script>"#, #"{"draftKey":"abc123de"}"#, "draftKey: 'abc123de',",
        #"x = "{\"draftKey\":\"abc123de\"}""#, "data='{&quot;draftKey&quot;:&quot;abc123de&quot;}'",
        #"<input type="hidden" name="draftKey" value="abc123de">"#, #"<input value='abc123de' name='draftKey'/>"#,
        #"<div data-draft-key="abc123de">"#, #"draftKey = getKey(); draftKey = "abc123de""#,
    ])
    func findsTheKeyWhereverThePageHasIt(_ page: String) {
        #expect(DraftKey.of(page: "<html>" + page + "</html>") == "abc123de")
    }

    @Test(arguments: [
        "", "<html></html>", #"draftKey = "ABC""#, #"draftKey = "abc""#, "draftKey = abcdefgh;", #"draftKey = "abc 123de""#,
        "draftKey", #"draftKey = ""#, #"draftKey = "\#(String(repeating: "a", count: 65))""#,
    ])
    func makesOneWhenThePageHasNone(_ page: String) {
        let key = DraftKey.of(page: page)
        #expect(DraftKey.find(in: Array(page.utf8)) == nil)
        #expect(key.count == 8 && key.allSatisfy { $0.isASCII && ($0.isNumber || $0.isLowercase) })
        #expect(DraftKey.of(page: page) != key)
    }
}
