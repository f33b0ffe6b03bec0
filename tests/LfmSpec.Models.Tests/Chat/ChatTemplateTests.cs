using FsCheck;
using FsCheck.Fluent;
using LfmSpec.Models.Chat;

namespace LfmSpec.Models.Tests.Chat;

/// <summary>What a user meets beside right output: errors, bounds, and laws of text and white space.</summary>
[TestFixture]
public class ChatTemplateTests
{
    private static readonly Gen<string> Texts = Gen.Elements("a", "B", " ", "\n", "\t", "\r\n", "\r", "{", "}", "%", "#", "é", "🌍", "'", "\\").ListOf().Select(string.Concat);

    private static IEnumerable<TestCaseData> Mistakes()
    {
        yield return new TestCaseData("{{ messages", "line 1: a tag has no '}}'");
        yield return new TestCaseData("a\n{% if x %}\nb", "line 2: the template ends, and {% endif %} is missing");
        yield return new TestCaseData("{% if x %}{% endfor %}", "{% endfor %} is here, where {% endif %} is to be");
        yield return new TestCaseData("{% endif %}", "nothing is open that it could end");
        yield return new TestCaseData("\n\n{# x", "line 3: a comment has no '#}'");
        yield return new TestCaseData("{% raw %}", "{% raw %} has no {% endraw %}");
        yield return new TestCaseData("{{ 'x }}", "a text in quotation marks does not end");
        yield return new TestCaseData("{{ (1] }}", "']' closes nothing that is open");
        yield return new TestCaseData("{{ 1 2 }}", "'2' is here, where '}}' is to be");
        yield return new TestCaseData("{{ 1 + }}", "'}}' is here, where a value is to be");
        yield return new TestCaseData("{{ $ }}", "'$' has no meaning in a tag");
        yield return new TestCaseData("{% break %}", "{% break %} is outside of a loop");
        yield return new TestCaseData("{% include 'x' %}", "the tag {% include %} is not understood here. Render the chat with transformers");
        yield return new TestCaseData("{% for x in l recursive %}{% endfor %}", "a recursive loop is not understood here");
        yield return new TestCaseData("{{ l | groupby('a') }}", "the filter 'groupby' is not understood here");
        yield return new TestCaseData("{{ n is escaped }}", "the test 'escaped' is not understood here");
        yield return new TestCaseData("{{ s.format(1) }}", "the method 'format' of a text is not understood here");
        yield return new TestCaseData("{{ '%d' % n }}", "the operator % of a text is not understood here");
        yield return new TestCaseData("{{ strftime_now('%s') }}", "the part %s of a date's format is not understood here");
        yield return new TestCaseData("{{ 9223372036854775807 + n }}", "a number beyond 64 bits is not understood here");
        yield return new TestCaseData("{{ 9223372036854775808 }}", "beyond 64 bits, is not understood here");
        yield return new TestCaseData("{{ d.items }}", "a function as text is not understood here");
        yield return new TestCaseData("a\n\n{{ d.missing.x }}", "line 3: a dict has no 'missing'. Give the messages what the template asks for");
        yield return new TestCaseData("{{ undef + 'x' }}", "'undef' is undefined. Give the messages");
        yield return new TestCaseData("{{ s + n }}", "'+' stands between a str and an int");
        yield return new TestCaseData("{{ l.append(1) }}", "'append' would change a list, which no template may");
        yield return new TestCaseData("{{ s | replace('x') }}", "the filter 'replace' needs the argument 'new'");
        yield return new TestCaseData("{{ s | trim(color=1) }}", "the filter 'trim' has no argument 'color'");
        yield return new TestCaseData("{{ s | upper(1) }}", "the filter 'upper' takes at most 0 argument(s), and 1 are given");
        yield return new TestCaseData("{%- if n %}\n{{ raise_exception('Only\nusers') }}{% endif %}", "line 2: the template refuses the messages: Only\\nusers. Give it messages as it asks for.");
        yield return new TestCaseData("{% set l = [1] * 99999 %}{% for i in range(99999) %}{{ l | sum }}{% endfor %}", "the template does not end within 3,000,000 steps");
        yield return new TestCaseData("{{ 'x' * 99999999 }}", "a text or list of 99,999,999 characters or items is made");
        yield return new TestCaseData("{{ [1] * 99999999 }}", "characters or items is made");
        yield return new TestCaseData("{% set ns = namespace(x='ab') %}{% for i in range(99) %}{% set ns.x = ns.x ~ ns.x %}{% endfor %}", "characters or items is made");
        yield return new TestCaseData("{% set x = 'a' * 3000000 %}{{ x }}{{ x }}", "a text or list of 6,000,000 characters or items is made");
        yield return new TestCaseData("{{ ('a' * 9999) | replace('a', 'a' * 9999) }}", "characters or items is made");
        yield return new TestCaseData("{{ (l * 5000) | join('a' * 9999) }}", "characters or items is made");
        yield return new TestCaseData("{{ 'a'.ljust(999999999) }}", "characters or items is made");
        yield return new TestCaseData("{{ 'a' | indent(999999999) }}", "characters or items is made");
    }

    private static IEnumerable<TestCaseData> Depths()
    {
        const int Deep = 20_000;
        static string Many(string text) => string.Concat(Enumerable.Repeat(text, Deep));
        static TestCaseData Named(string name, string template) => new TestCaseData(template).SetArgDisplayNames(name);
        yield return Named("parentheses", "{{ " + Many("(") + "n" + Many(")") + " }}");
        yield return Named("not", "{{ " + Many("not ") + "n }}");
        yield return Named("signs", "{{ " + Many("-") + "n }}");
        yield return Named("filters", "{{ n" + Many("|string") + " }}");
        yield return Named("sums", "{{ n" + Many(" + 1") + " }}");
        yield return Named("ifs", "{{ n" + Many(" if t else n") + " }}");
        yield return Named("attributes", "{{ d" + Many(".a") + " }}");
        yield return Named("targets", "{% set " + Many("(") + "x" + Many(")") + " = 1 %}");
        yield return Named("tags", Many("{% if n %}"));
        yield return Named("macros", "{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}");
        const string Inside = "{% set ns = namespace(x=[], y=[]) %}{% for i in range(20000) %}{% set ns.x = [ns.x] %}{% set ns.y = [ns.y] %}{% endfor %}";
        yield return Named("text", Inside + "{{ ns.x }}");
        yield return Named("JSON", Inside + "{{ ns.x | tojson }}");
        yield return Named("equality", Inside + "{{ ns.x == ns.y }}");
        yield return Named("order", Inside + "{{ ns.x < ns.y }}");
    }

    [TestCaseSource(nameof(Depths))]
    public void What_is_too_deep_for_the_stack_is_an_error_and_not_the_end_of_the_process(string template)
    {
        var message = "";
        var thread = new Thread(() => message = Assert.Throws<ChatTemplateException>(() => TemplateCases.Render(template))!.Message, maxStackSize: 512 * 1024);
        thread.Start();
        thread.Join();
        Assert.That(message, Does.Contain("too deep in one another"));
    }

    [TestCaseSource(nameof(Mistakes))]
    public void A_mistake_is_one_line_with_the_file_the_place_what_it_is_and_what_to_do(string template, string what)
    {
        var error = Assert.Throws<ChatTemplateException>(() => TemplateCases.Render(template))!;
        Assert.That(error.Message, Does.StartWith("t.jinja, line ").And.Contain(what).And.Match(@"\. [A-Z][^.\n]+\.?[a-z]*[^.\n]*\.$"));
    }

    [Test]
    public void Text_without_tags_renders_as_itself_with_Jinjas_line_breaks() => Prop.ForAll(Texts.ToArbitrary(), text =>
    {
        var plain = text.Replace("{", "", StringComparison.Ordinal);
        var lines = plain.Replace("\r\n", "\n", StringComparison.Ordinal).Replace('\r', '\n');
        return TemplateCases.Render(plain) == (lines.EndsWith('\n') ? lines[..^1] : lines);
    }).Check(Config.QuickThrowOnFailure.WithMaxTest(300));

    [Test]
    public void Any_text_comes_through_as_a_value() => Prop.ForAll(Texts.ToArbitrary(), text =>
        ChatTemplate.Parse("{{ messages[0].content }}|{{ messages[0]['content'] | string }}", "t.jinja").Render([new ChatMessage("user", text)], addGenerationPrompt: true) == $"{text}|{text}")
        .Check(Config.QuickThrowOnFailure.WithMaxTest(300));

    [Test]
    public void A_minus_takes_all_white_space_on_its_side_and_a_plus_keeps_it() => Prop.ForAll(Texts.ToArbitrary(), Texts.ToArbitrary(), (left, right) =>
    {
        var (before, after) = (Lines(left), Lines(right));
        return TemplateCases.Render($"{before}{{%- if true -%}}{after}{{% endif %}}") == before.TrimEnd() + AtTag(after.TrimStart())
            && TemplateCases.Render($"{before}{{%+ if true +%}}{after}{{%+ endif %}}") == before + after;

        // What the plain tag at the end takes from the text before it: spaces from the start of their line on.
        static string AtTag(string text) => text.LastIndexOf('\n') is var start and >= 0 && string.IsNullOrWhiteSpace(text[start..]) ? text[..(start + 1)] : text;
        static string Lines(string text) => text.Replace("{", "", StringComparison.Ordinal).Replace("\r\n", "\n", StringComparison.Ordinal).Replace('\r', '\n');
    }).Check(Config.QuickThrowOnFailure.WithMaxTest(300));

    [Test]
    public void No_text_makes_anything_but_output_or_an_error_of_its_own() => Prop.ForAll(
        Gen.Elements("{{", "}}", "{%", "%}", "{#", "#}", "-", "+", " ", "\n", "if", "for", "x", "in", "set", "=", "(", ")", "[", "]", ".", ",", ":", "|", "'", "1", "end", "endif", "endfor", "raw", "is", "not").ListOf().Select(string.Concat).ToArbitrary(),
        text =>
        {
            try
            {
                return TemplateCases.Render(text) is not null;
            }
            catch (ChatTemplateException)
            {
                return true;
            }
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(2000));

    [Test]
    public void A_template_may_be_used_by_several_threads()
    {
        var template = ChatTemplate.Parse("{% set ns = namespace(n=0) %}{% for i in range(50) %}{% set ns.n = ns.n + i %}{% endfor %}{{ ns.n }}{{ messages[0].content }}", "t.jinja");
        var rendered = ParallelEnumerable.Range(0, 200).Select(index => (index, Text: template.Render([new ChatMessage("user", $"/{index}")], addGenerationPrompt: true))).ToArray();
        Assert.That(rendered.Select(item => item.Text), Is.EqualTo(rendered.Select(item => $"1225/{item.index}")));
    }

    [Test]
    public void An_error_shows_nothing_that_a_terminal_would_obey_and_not_much_of_it()
    {
        var error = Assert.Throws<ChatTemplateException>(() => TemplateCases.Render("{{ raise_exception('\\x1b[2J' ~ 'a' * 9999) }}"))!;
        Assert.That(error.Message, Has.Length.LessThan(700).And.None.Matches<char>(char.IsControl));
    }

    [Test]
    public void Todays_date_is_the_clocks()
    {
        var template = ChatTemplate.Parse("{{ strftime_now('%d %b %Y') }}", "t.jinja");
        Assert.That(template.Render([], addGenerationPrompt: true, TemplateCases.Clock), Is.EqualTo("07 Mar 2026"));
    }
}
