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
                "<p style=\"font-family: &quot;Segoe UI&quot;\">~",
                "<p style=\"background: url(&quot;https://a.example/?a&amp;b&quot;)\">~",
                "<p style='background: url( \"cid:logo\" )'>~",
                "<p style='background: url(data:image/png;base64,x)'>~",
                "<style>i { background: url(https://a.example/f) } /* don't: */ a { color: red }</style>~",
                "<style>/* of browsers */ a { margin: 0/* none */auto /* url */ }</style>~",
                "<!--[if mso]><table><tr><td width=\"600\"><![endif]-->~<!--[if mso]></td></tr></table><![endif]-->",
                "<!--[if (gte mso 9)|(IE)]><style>a { color: red }</style><![ENDIF]-->~",
                "<!--[if mso]><v:rect xmlns:v=\"urn:x\" fill=\"true\"><w:anchorlock/></v:rect><![endif]-->~",
                "<!--[if !mso]><!--><p>~</p><!--<![endif]-->",
                "<!--[if !mso]><!-- --><p>~</p><!--<![endif]-->",
                "<!--[if !mso]>--><p>~</p><!--<![endif]-->"
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
                "</!-- > <script>x</script> -->",
                "<p",
                "<p class=\"",
                "<!-- ",
                "<style>",
                "<title>"
            })
    void whereItIsNotCertainItIsRefused(String html) {
        assertThatThrownBy(() -> at(html)).isInstanceOf(HtmlContext.Refused.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "background:url(http://a.example/b)",
                "background:url(//a.example/b)",
                "background:url(/b)",
                "background:url(b.png)",
                "background:url()",
                "background:url( 'http://a.example/b')",
                "background:URL(\nhttp://a.example/b)",
                "background:url(file:///c:/x)",
                "background:url(data:text/html,x)",
                "background:url(https:a.example)",
                "background:url(https://a.example/b),url(http://a.example/b)",
                "background:url(java/**/script:x)",
                "background:url(/**/http://a.example/b)",
                "background:url/**/(http://a.example/b)",
                "background:image-set('http://a.example/b' 1x)",
                "background:-webkit-image-set(url(https://a.example/b) 1x, 'http://a.example/b' 2x)",
                "background:image('http://a.example/b')",
                "background:src('http://a.example/b')",
                "filter:progid:DXImageTransform.Microsoft.AlphaImageLoader(src='http://a.example/b')",
                "behavior:url(x.htc)",
                "behavior:url(https://a.example/x.htc)",
                "behavior :url(https://a.example/x.htc)",
                "be/**/havior:url(https://a.example/x.htc)",
                "width:exp/**/ression(1)",
                "width:exp/* a / b * c **/ression(1)",
                "width:exp/**//**/ression(1)",
                "width:exp/* * / */ression(1)",
                "content:'/*';width:exp/**/ression(1)",
                "color:red/*",
                "width:expression (1)",
                "/* expression(1) */",
                "content:'/*';background:url(http://a.example/b);content:'*/'",
                "width:ex\0pression(1)"
            })
    void stylesThatLeadElsewhereOrRunAreRefused(String style) {
        assertThatThrownBy(() -> at("<p style=\"" + style + "\">")).isInstanceOf(HtmlContext.Refused.class);
        assertThatThrownBy(() -> at("<style>a { " + style + " }</style>")).isInstanceOf(HtmlContext.Refused.class);
        assertThatThrownBy(() -> at("<!--[if mso]><style>a { " + style + " }</style><![endif]-->"))
                .isInstanceOf(HtmlContext.Refused.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<p style=\"background:url&lpar;http://a.example/b)\">",
                "<p style=\"width:expression&lpar;1)\">",
                "<p style=\"background:url(&quot;http://a.example/b&quot;)\">",
                "<p style=\"color:red &quot\">",
                "<p style=\"color:red & blue\">"
            })
    void wordsOfStylesAreFoundHoweverTheyAreWritten(String html) {
        assertThatThrownBy(() -> at(html)).isInstanceOf(HtmlContext.Refused.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<!--[if gte mso 9]><link rel=\"stylesheet\" href=\"https://a.example/b.css\"><![endif]-->",
                "<!--[if gte mso 9]><meta http-equiv=\"refresh\" content=\"0\"><![endif]-->",
                "<!--[if gte mso 9]><script>x</script><![endif]-->",
                "<!--[IF gte mso 9]><SCRIPT>x</SCRIPT><![endif]-->",
                "<!-- [if gte mso 9]><script>x</script><![endif]-->",
                "<!--[if mso]><p onclick=\"x()\"><![endif]-->",
                "<!--[if mso]><img src=\"http://a.example/b\"><![endif]-->",
                "<!--[if mso]><v:imagedata o:href=\"http://a.example/b\"><![endif]-->",
                "<!--[if mso]>~<![endif]-->",
                "<!--[if mso]><a href=\"@\"><![endif]-->",
                "<!--[if mso]>x-->~<![endif]-->",
                "<!--[if mso]><p title=\"--><script>\"><![endif]-->",
                "<!--[if mso]><!-- a --><![endif]-->",
                "<!--[if mso]><style>a { color: red }<![endif]-->",
                "<!--[if mso]><p <![endif]-->",
                "<!--[if mso]><![endif]--!>",
                "<!--[if mso]><![endif]>-->",
                "<!--[if mso>x<![endif]-->",
                "<!--[if mso-->",
                "<!--[if mso]>x",
                "<!--[if mso]>",
                "<!--[if mso]>--",
                "<![if mso]>x<![endif]>"
            })
    void whatAConditionalCommentHoldsIsReadLikeTheRest(String html) {
        assertThatThrownBy(() -> at(html)).isInstanceOf(HtmlContext.Refused.class);
    }

    @Test
    void aRefusalNamesTheConstruct() {
        assertThatThrownBy(() -> at("<p style=\"width:exp/**/ression(1)\">")).hasMessageContaining("expression(");
        assertThatThrownBy(() -> at("<p style=\"background:url(http://a)\">")).hasMessageContaining("url(http:");
        assertThatThrownBy(() -> at("<!--[if mso]><link><![endif]-->")).hasMessageContaining("link");
    }
}
