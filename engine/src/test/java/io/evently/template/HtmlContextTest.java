package io.evently.template;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Where in HTML a value may stand, and how it is escaped there. A value is written as a tilde, a link as an at sign. */
class HtmlContextTest {

    private static Escaping at(String html) {
        HtmlContext context = HtmlContext.BEGINNING;
        Escaping last = null;
        for (int i = 0; i < html.length(); i++) {
            char c = html.charAt(i);
            if (c == '~' || c == '@') {
                last = context.escaping(c == '@');
                context = context.behind(last);
            } else {
                context = context.next(c);
            }
        }
        context.end();
        return last;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "~",
                "<p>~</p>",
                "<p\n class=x >~",
                "<br/>~",
                "<!doctype html><p>~",
                "<!-- < \" ' --><p>~",
                "<!----><p>~",
                "<style>p > a { color: red } < </style>~",
                "<title>~</title>",
                "<img alt=\"~\" src=\"https://a.example/b.png\">",
                "<img alt='~'>",
                "<a title=\"a ~ b\">x</a>",
                "<html lang=\"~\" dir='~'>",
                "<a href=\"mailto:us\">~</a>",
                "<a href=\"#top\">~</a>",
                "<a href=\"https://a.example\">~</a>",
                "<meta http-equiv=\"X-UA-Compatible\" content=\"IE=edge\">~",
                "<meta http-equiv=Content-Type content=\"text/html; charset=utf-8\">~",
                "<style>a { background: url(https://a.example/b.png) }</style>~",
                "<p style=\"font-family: &quot;Segoe UI&quot;\">~"
            })
    void inTextAndQuotedAttributesItIsEscapedAsHtml(String html) {
        assertThat(at(html)).isEqualTo(Escaping.HTML);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<a href=\"https://a.example/e/~\">x</a>",
                "<a href='https://a.example:8443/?q=~&r=~'>x</a>",
                "<img src=\"https://a.example/~.png\">"
            })
    void behindTheHostOfAUrlItIsPercentEncoded(String html) {
        assertThat(at(html)).isEqualTo(Escaping.PART_OF_URL);
    }

    @Test
    void aLinkIsTheWholeOfAnHref() {
        assertThat(at("<a href=\"@\">x</a>")).isEqualTo(Escaping.LINK);
        assertThat(at("<p>@</p>")).isEqualTo(Escaping.HTML);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<script>~</script>",
                "<SCRIPT>x</SCRIPT>",
                "<style>~</style>",
                "<style>a</style >~<style>~",
                "<!-- ~ -->",
                "<!-->~",
                "<!--->~",
                "<!-- a --!>~",
                "<p onclick=\"~\">",
                "<p onclick=\"x()\">",
                "<p OnClick='x()'>",
                "<p style=\"~\">",
                "<p class=~>",
                "<p class= ~>",
                "<p ~>",
                "<~>",
                "</~>",
                "<p~>",
                "<a href=\"~\">",
                "<a href=\"https:~\">",
                "<a href=\"https://~\">",
                "<a href=\"https://a.example~\">",
                "<a href=\"javascript:~\">",
                "<a href=\"javascript:x\">",
                "<a href=\" javascript:x\">",
                "<a href=\"java&#115;cript:x\">",
                "<a href=javascript:x>",
                "<a href=\"data:text/html,x\">",
                "<a href=\"http://a.example/\">",
                "<a href=\"/local\">",
                "<a href=\"\">",
                "<img src=\"@\">",
                "<a href=\"x@\">",
                "<a href=\"@x\">",
                "<a href=\"@@\">",
                "<a title=\"@\" href=\"@~\">",
                "<iframe srcdoc=\"~\">",
                "<p srcdoc=\"~\">",
                "<svg><style>",
                "<math>",
                "<form action=\"https://a.example/\">",
                "<base href=\"https://a.example/\">",
                "<object>",
                "<textarea>~</textarea>",
                "<title><b x=\"~\"></title",
                "<title></ti~tle></title>",
                "<p a\"b>",
                "<p a='b'c>",
                "<p a=b\"c>",
                "<p a=>",
                "<meta http-equiv=\"refresh\" content=\"0; url=https://a.example/\">",
                "<META HTTP-EQUIV=Refresh content=0>",
                "<meta http-equiv='re&#102;resh' content=0>",
                "<meta http-equiv=\"\" content=0>",
                "<link rel=\"stylesheet\" href=\"https://a.example/b.css\">",
                "<LINK rel=prefetch>",
                "<template><p>",
                "<html manifest=\"https://a.example/\">",
                "<style>a { content: '\\70' }</style>",
                "<style>a { -moz-binding: url(x) }</style>",
                "<style>a { background: url(JavaScript:x) }</style>",
                "<p style=\"width: expression(x)\">",
                "<p style='background: url(javascript:x)'>",
                "<p style=\"width: ex&#112;ression(x)\">",
                "<p style=\"width: ex\\70ression(x)\">",
                "a < b",
                "<?php ~ ?>",
                "<![CDATA[ ~ ]]>",
                "</p class=x>",
                "<//p>",
                "<p",
                "<p class=\"",
                "<!-- ",
                "<style>",
                "<title>"
            })
    void whereItIsNotCertainItIsRefused(String html) {
        assertThatThrownBy(() -> at(html)).isInstanceOf(HtmlContext.Refused.class);
    }
}
