package io.evently.mail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.evently.database.StartupRefused;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What an operator writes about mails is understood, or refused without a word of it. */
class MailAddressesTest {

    @Test
    void aServerElsewhereMustStartTls() {
        SmtpUrl url = SmtpUrl.parse("smtp://user%40example.com:pa%3Ass+word@mail.example.com:2525");

        assertThat(url).isEqualTo(new SmtpUrl("mail.example.com", 2525, "user@example.com", "pa:ss+word", false, true));
        assertThat(url.toString()).isEqualTo("smtp://mail.example.com:2525");
    }

    @Test
    void aServerOnThisMachineNeedNot() {
        assertThat(SmtpUrl.parse("smtp://localhost:25"))
                .isEqualTo(new SmtpUrl("localhost", 25, null, null, false, false));
        assertThat(SmtpUrl.parse("smtp://[::1]")).isEqualTo(new SmtpUrl("::1", 587, null, null, false, false));
        assertThat(SmtpUrl.parse("smtp://localhost?starttls=required").mustStartTls())
                .isTrue();
        assertThat(SmtpUrl.parse("smtp://mail.lan?starttls=optional").mustStartTls())
                .isFalse();
    }

    @Test
    void tlsMayComeFirst() {
        assertThat(SmtpUrl.parse("smtps://u:p@mail.example.com"))
                .isEqualTo(new SmtpUrl("mail.example.com", 465, "u", "p", true, false));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "mail.example.com",
                "http://u:secret@mail.example.com",
                "smtp://u@mail.example.com",
                "smtp://u:secret@mail.example.com/folder",
                "smtp://u:secret@mail.example.com?tls=no",
                "smtps://u:secret@mail.example.com?starttls=optional",
                "smtp://u:secret with spaces@mail.example.com"
            })
    void whatIsNoServerIsRefusedWithoutItsPassword(String url) {
        assertThatThrownBy(() -> SmtpUrl.parse(url))
                .isInstanceOf(StartupRefused.class)
                .hasMessageContaining("EVENTLY_SMTP_URL")
                .hasMessageNotContaining("secret");
    }

    @Test
    void whoSendsSaysFromWhom() {
        assertThatThrownBy(() -> MailSettings.of("", Optional.of("smtp://localhost"), Optional.empty(), ""))
                .isInstanceOf(StartupRefused.class)
                .hasMessageContaining("EVENTLY_MAIL_FROM");
        assertThatThrownBy(() ->
                        MailSettings.of("a@example.com", Optional.of("smtp://localhost"), Optional.of("SG.secret"), ""))
                .isInstanceOf(StartupRefused.class)
                .hasMessageContaining("both")
                .hasMessageNotContaining("SG.secret");
        assertThatThrownBy(() -> MailSettings.of("nobody", Optional.empty(), Optional.empty(), ""))
                .isInstanceOf(StartupRefused.class);
        assertThatThrownBy(() -> MailSettings.of("", Optional.empty(), Optional.empty(), "no key"))
                .isInstanceOf(StartupRefused.class)
                .hasMessageContaining("EVENTLY_SENDGRID_WEBHOOK_KEY");
    }

    @Test
    void aSenderHasANameOrNone() {
        assertThat(MailAddress.parse("Evently <no-reply@example.com>"))
                .contains(new MailAddress("Evently", "no-reply@example.com"));
        assertThat(MailAddress.parse(" no-reply@müller.de "))
                .contains(new MailAddress("", "no-reply@xn--mller-kva.de"));
        assertThat(MailAddress.parse("Evently <a@b.de>\r\nBcc: <c@d.de>")).isEmpty();
        assertThat(MailAddress.parse("Evently")).isEmpty();
        assertThat(MailSettings.of("", Optional.empty(), Optional.empty(), "").from())
                .isEqualTo(MailAddress.NOBODY);
    }
}
