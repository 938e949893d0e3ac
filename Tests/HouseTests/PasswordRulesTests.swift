import Testing

@testable import House

@Suite struct PasswordRulesTests {
    @Test(arguments: [
        "aaaaaaaaaaaa", "1234567890", "0987654321", "qwertyuiop", "password123", "P@ssw0rd12", "Salasana123", "şifre12345", "121212121212",
        "abcdefghij", "iloveyou123", "galatasaray1905", "passwordpassword", "qwerty12345", "istanbul34",
    ])
    func `what is guessed first is too weak`(_ password: String) {
        #expect(PasswordRules.strength(of: password) < PasswordRules.least)
    }

    @Test(arguments: [
        "rye bread every day", "pide with cheese", "simit and tea at noon", "kahvi ja pulla", "tR4!kzq0Wm", "olives and white cheese",
        "Նռան գինի լավ", "nasi goreng pedas", "correcthorse", "yağmur sonrası", "t0RXrR1C70zM",
    ])
    func `a short sentence is strong enough`(_ password: String) {
        #expect(PasswordRules.strength(of: password) >= PasswordRules.least)
    }
}
