using LfmSpec.Models.Chat;

namespace LfmSpec.Models.Tests.Chat;

/// <summary>Templates that are made to run for ever or to fill the memory: each ends in one error within two seconds and 200 MB, or in its text.</summary>
[TestFixture]
[NonParallelizable]
public class HostileTemplateTests
{
    private const string Doubled = "{% set ns = namespace(x=[1]) %}{% for i in range(90) %}{% set ns.x = [ns.x, ns.x] %}{% endfor %}";
    private const string TwoDoubled = "{% set ns = namespace(x=[1], y=[1]) %}{% for i in range(90) %}{% set ns.x = [ns.x, ns.x] %}{% set ns.y = [ns.y, ns.y] %}{% endfor %}";
    private const string TwoTuples = "{% set ns = namespace(x=(1,), y=(1,)) %}{% for i in range(90) %}{% set ns.x = (ns.x, ns.x) %}{% set ns.y = (ns.y, ns.y) %}{% endfor %}";
    private const string Long = "{% set s = 'ab ' * 300000 %}";
    private const string For = "{% for i in range(99999) %}{% for j in range(99999) %}";
    private const string End = "{% endfor %}{% endfor %}";
    private const string TooLong = "does not end within 3,000,000 steps";
    private const string TooMuch = "makes more than 64 MB of texts and lists";
    private const string TooLarge = "characters or items is made, and 4,194,304 are allowed";
    private const string TooDeep = "too deep in one another";

    private static IEnumerable<TestCaseData> Templates()
    {
        static TestCaseData Named(string name, string template, params string[] ends) => new TestCaseData(template, ends).SetArgDisplayNames(name);

        // Values that are small as they are held and endless as trees.
        yield return Named("a doubled list printed", Doubled + "{{ ns.x }}", TooLong, TooMuch, TooLarge);
        yield return Named("a doubled list as JSON", Doubled + "{{ ns.x | tojson }}", TooLong, TooMuch, TooLarge);
        yield return Named("a doubled list as indented JSON", Doubled + "{{ ns.x | tojson(indent=80) }}", TooLong, TooMuch, TooLarge);
        yield return Named("two doubled lists compared", TwoDoubled + "{{ ns.x == ns.y }}", TooLong);
        yield return Named("two doubled lists in order", TwoDoubled + "{{ ns.x < ns.y }}", TooLong);
        yield return Named("two doubled lists, of which the greatest is wanted", TwoDoubled + "{{ [ns.x, ns.y] | max }}", TooLong);
        yield return Named("doubled lists sorted", TwoDoubled + "{{ [ns.x, ns.y, ns.x] | sort }}", TooLong);
        yield return Named("a doubled list looked for", TwoDoubled + "{{ ns.x in [ns.y] }}", TooLong);
        yield return Named("a doubled list counted", TwoDoubled + "{{ [ns.y].count(ns.x) }}", TooLong);
        yield return Named("a doubled tuple as a key", TwoTuples + "{{ {ns.x: 1} }}", TooLong);
        yield return Named("doubled tuples made unique", TwoTuples + "{{ [ns.x, ns.y] | unique | list | length }}", TooLong);
        yield return Named("a doubled tuple looked up", TwoTuples + "{% set d = {'a': 1} %}{{ d[ns.x] }}", TooLong);
        yield return Named("doubled lists told from the last round's", TwoDoubled + "{% for i in [1, 2] %}{{ loop.changed([ns.x, ns.y][loop.index0]) }}{% endfor %}", TooLong);
        yield return Named("doubled dictionaries compared", TwoDoubled.Replace("[1]", "{}", StringComparison.Ordinal).Replace("[ns.x, ns.x]", "{1: ns.x, 2: ns.x}", StringComparison.Ordinal).Replace("[ns.y, ns.y]", "{1: ns.y, 2: ns.y}", StringComparison.Ordinal) + "{{ ns.x == ns.y }}", TooLong);
        yield return Named("a doubled list joined", Doubled + "{{ [ns.x, 1] | join }}", TooLong, TooMuch, TooLarge);
        yield return Named("a doubled list in lower case", Doubled + "{{ ns.x is lower }}", TooLong, TooMuch, TooLarge);
        yield return Named("a list in itself ten thousand times", "{% set ns = namespace(x=[]) %}{% for i in range(10000) %}{% set ns.x = [ns.x] %}{% endfor %}{{ ns.x }}", TooDeep);

        // Growth.
        yield return Named("a text doubled", "{% set ns = namespace(x='ab') %}{% for i in range(99) %}{% set ns.x = ns.x ~ ns.x %}{% endfor %}", TooLarge);
        yield return Named("a list doubled", "{% set ns = namespace(x=[1]) %}{% for i in range(99) %}{% set ns.x = ns.x + ns.x %}{% endfor %}", TooMuch, TooLarge);
        yield return Named("every character replaced by all", "{% set ns = namespace(x='aaaa') %}{% for i in range(99) %}{% set ns.x = ns.x | replace('a', ns.x) %}{% endfor %}", TooMuch, TooLarge);
        yield return Named("nothing replaced by much", "{% set ns = namespace(x='aaaa') %}{% for i in range(99) %}{% set ns.x = ns.x.replace('', ns.x) %}{% endfor %}", TooMuch, TooLarge);
        yield return Named("a text joined by itself", "{% set ns = namespace(x='aaaa') %}{% for i in range(99) %}{% set ns.x = ns.x.join(ns.x) %}{% endfor %}", TooMuch, TooLarge);
        yield return Named("one long text in a list many times, joined", Long + "{{ ([s] * 100000) | join }}", TooLarge, TooMuch);
        yield return Named("one long text in a list many times, in upper case", Long + "{{ ([s] * 100000) | map('upper') | list | length }}", TooMuch);
        yield return Named("one long text in a list many times, sorted without case", Long + "{{ ([s] * 100000) | sort | length }}", TooMuch, TooLong);
        yield return Named("one long text in a list many times, the greatest", Long + "{{ ([s] * 100000) | max | length }}", TooMuch, TooLong);
        yield return Named("one long text in a list many times, unique", Long + "{{ ([s] * 100000) | unique(case_sensitive=true) | list | length }}", TooLong);
        yield return Named("one long text in a list many times, printed", Long + "{{ [s] * 100000 }}", TooMuch, TooLarge);
        yield return Named("a width of a thousand million", "{{ 'a'.center(10**9) }}", TooLarge);
        yield return Named("zeros to a thousand million", "{{ '1'.zfill(10**9) }}", TooLarge);
        yield return Named("an indentation of a thousand million", "{{ 'a\nb' | indent(10**9) }}", TooLarge);
        yield return Named("an indentation of a thousand million times a long text", Long + "{{ 'a\nb' | indent(s) | indent(s) | indent(s) | indent(s) | length }}{{ ('a\n' * 9999) | indent(s) | length }}", TooMuch, TooLarge);
        yield return Named("JSON indented by a long text", Long + "{{ [[[[[[[[1]]]]]]]] | tojson(indent=s) }}", TooMuch, TooLarge);
        yield return Named("JSON separated by a long text", Long + "{{ ([1] * 1000) | tojson(separators=(s, s)) }}", TooMuch, TooLarge);
        yield return Named("a date a million times", "{{ strftime_now('%A' * 2000000) }}", TooLong, TooMuch, TooLarge);
        yield return Named("powers of powers", "{{ 10 ** 10 ** 10 }}", "beyond 64 bits");
        yield return Named("a text times a power", "{{ 'a' * 10 ** 18 }}", TooLarge);
        yield return Named("a literal printed often", "{% for i in range(99999) %}" + new string('a', 100_000) + "{% endfor %}", TooLarge, TooMuch);
        yield return Named("nested sets of output", "{% set ns = namespace(x='a' * 2000000) %}{% for i in range(99) %}{% set ns.x %}{{ ns.x }}{{ ns.x }}{% endset %}{% endfor %}", TooLarge, TooMuch);

        // What is in itself, or would be.
        yield return Named("a namespace in itself printed", "{% set ns = namespace() %}{% set ns.self = ns %}{{ ns.self.self.self }}", "a namespace as text is not understood here");
        yield return Named("a namespace in itself as JSON", "{% set ns = namespace() %}{% set ns.self = ns %}{{ [ns] | tojson }}", "which JSON does not have");
        yield return Named("namespaces in themselves compared", "{% set a = namespace() %}{% set b = namespace() %}{% set a.x = [a, b] %}{% set b.x = [a, b] %}{{ a.x == b.x }}{{ [a] == [b] }}", "TrueFalse");

        // What is kept.
        yield return Named("multiplied lists kept", "{% set ns = namespace(k=none) %}{% for i in range(9999) %}{% set ns.k = [ns.k, [0] * 100000] %}{% endfor %}", TooMuch);
        yield return Named("long texts kept", "{% set ns = namespace(k=none) %}{% for i in range(9999) %}{% set ns.k = [ns.k, 'a' * 1000000 ~ i] %}{% endfor %}", TooMuch);
        yield return Named("ranges kept", "{% set ns = namespace(k=none) %}{% for i in range(9999) %}{% set ns.k = [ns.k, range(99999)] %}{% endfor %}", TooMuch);
        yield return Named("characters kept", Long + "{% set ns = namespace(k=none) %}{% for i in range(9999) %}{% set ns.k = [ns.k, s | list] %}{% endfor %}", TooMuch);
        yield return Named("rounds kept with a macro", "{% set ns = namespace(k=none) %}{% for i in range(99999) %}{% for j in range(99999) %}{% macro m() %}{% endmacro %}{% set ns.k = [ns.k, m] %}" + End, TooMuch, TooLong);
        yield return Named("small dictionaries kept", "{% set ns = namespace(k=none) %}" + For + "{% set ns.k = [ns.k, {1: 2, 3: 4}, namespace(a=1), loop, 'a'.upper, missing] %}" + End, TooMuch, TooLong);
        yield return Named("parts of a long text kept", Long + "{% set ns = namespace(k=none) %}{% for i in range(9999) %}{% set ns.k = [ns.k, s.split(), s.split(' '), s[1:], s.splitlines()] %}{% endfor %}", TooMuch, TooLong);

        // Work.
        yield return Named("loops in loops", For + End, TooMuch);
        yield return Named("loops in one another without a scope", "{% for i in range(99999) %}{{ [1, 2, 3, 4, 5, 6, 7, 8, 9, i == i, i + i, i - i, i * i, i // 2, i % 2] | first }}{% endfor %}", TooLong, TooMuch);
        yield return Named("loops in loops that make scopes", For + "{% with a=i %}{% set b = a %}{% endwith %}" + End, TooLong, TooMuch);
        foreach (var work in new[]
        {
            "s.split()", "s.split(' ')", "s.rsplit('b')", "s.splitlines()", "s.upper()", "s.lower()", "s.title()", "s.capitalize()", "s.strip()", "s.strip('ab ')", "s.replace('a', 'b')", "s.replace('ab', '')",
            "s.find('x')", "s.rfind('x')", "s.find('b', 5, -1)", "s.count('a')", "s.count('')", "s.isalpha()", "s.isdigit()", "s.isspace()", "s.isupper()", "s.startswith(s)", "s.endswith(s)", "s.partition('x')", "s.zfill(5)",
            "s.center(5)", "s.removeprefix('x')", "s | length", "s | title", "s | capitalize", "s | trim", "s | reverse", "s | list", "s | first", "s | unique | list", "s | sort | length", "s | int", "s | float", "s | tojson",
            "s | string", "s | indent", "s | replace('a', 'b')", "s | join('x') | length", "s | max", "s | map('upper') | list", "s | select('eq', 'a') | list", "s[1:]", "s[::-1]", "s[:-1]", "s[5]", "'x' in s", "s == s ~ ''", "s < s ~ 'a'", "[s]",
            "s is lower", "s is upper", "s is in s", "s is eq s", "s ~ 'x'", "s * 2", "('ab' * 200000) in s", "('a' * 40) in s", "(s ~ 'x') in (s ~ s)", "{s: 1}", "[s] | tojson", "dict(a=s)", "range(99999) | list", "range(99999) | sum",
            "range(99999) | sort(reverse=true)", "range(99999) | map('string') | join", "99998 in range(99999)", "range(99999) | max", "range(99999) | select('odd') | list", "range(99999) | unique | list", "range(99999)[::2]", "range(99999).index(99998)",
            "[[3, 'a']] * 9999", "([[3, 'a']] * 9999) | map(attribute='0') | list", "([{'a': 'b'}] * 9999) | selectattr('a', 'eq', 'b') | list", "([{'a': 'b'}] * 9999) | map(attribute='a.b.c.d', default=1) | list", "1.5 | round(2)", "namespace(a=s)", "[d] | map(attribute='a.' * 30000, default=d) | list | length", "[d] | map(attribute='0.' * 30000 ~ '0', default=d) | list | length", "([1.1] * 9999) | string", "([1.1] * 9999) | join", "(['1.5'] * 9999) | map('float') | sum", "('1' * 4000) | float",
            "([1.005] * 999) | map('round', 2) | list", "([[1]] * 999) | sum(start=[]) | length", "dict(**{'a': s, 'b': s})", "({'a': 1, 'b': 2}) | dictsort", "range(9999) | batch(3)", "loop.changed(*range(9999))", "[1, 2][::10 ** 18]", "s.split('b', 10 ** 18) | length",
            "s | default('x')", "s and s", "missing", "missing.x is defined", "d.items()", "strftime_now('%A %d %B %Y')", "s is string", "1e300 | string", "'x'.join(s)", "s.rpartition('x')", "s.index('a')", "'é🌍' * 99999", "('é🌍' * 99999)[1:]", "('é🌍' * 99999)[7]",
        })
        {
            var undefined = work == "missing.x is defined" ? "'missing' is undefined" : work.Contains("batch", StringComparison.Ordinal) ? "the filter 'batch' is not understood here" : TooLong;
            yield return Named($"{work} for ever", Long + "{% set d = {'a': 1} %}" + For + "{% set x = " + work + " %}" + End, undefined, TooMuch);
        }

        yield return Named("a macro that calls itself", "{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}", TooDeep);
        yield return Named("a macro that calls itself twice", "{% macro m(n) %}{% if n %}{{ m(n - 1) }}{{ m(n - 1) }}{% endif %}{% endmacro %}{{ m(90) }}", TooLong, TooMuch);
        yield return Named("a macro whose default calls it", "{% macro m(a=m()) %}{% endmacro %}{{ m() }}", TooDeep);
        yield return Named("callers in callers", "{% macro m() %}{{ caller() }}{{ caller() }}{% endmacro %}" + string.Concat(Enumerable.Repeat("{% call m() %}", 60)) + "x" + string.Concat(Enumerable.Repeat("{% endcall %}", 60)), TooLong, TooMuch);
        yield return Named("filters in blocks", string.Concat(Enumerable.Repeat("{% filter replace('a', 'aaaaaaaaaa') %}", 60)) + "a" + string.Concat(Enumerable.Repeat("{% endfilter %}", 60)), TooMuch, TooLarge);
        yield return Named("variables far away", string.Concat(Enumerable.Repeat("{% with %}", 150)) + For + "{{ range }}" + End + string.Concat(Enumerable.Repeat("{% endwith %}", 150)), "a function as text");
        yield return Named("variables far away that are not there", string.Concat(Enumerable.Repeat("{% with %}", 150)) + For + "{{ nowhere }}{{ nothing }}" + End + string.Concat(Enumerable.Repeat("{% endwith %}", 150)), TooLong, TooMuch);
        yield return Named("many parameters by name", "{% macro m(" + string.Join(", ", Enumerable.Range(0, 9000).Select(index => $"p{index}")) + ") %}{% endmacro %}" + For + "{{ m(" + string.Join(", ", Enumerable.Range(0, 9000).Select(index => $"p{index}=1")) + ") }}" + End, TooLong, TooMuch);
        yield return Named("arguments of a list", "{% macro m() %}{% endmacro %}" + For + "{{ m(*range(99999)) }}" + End, "takes at most 0 argument(s)");
        yield return Named("cycles of a list", For + "{{ loop.cycle(*range(99999)) }}" + End, TooLong, TooMuch);
        yield return Named("a long number read", "{{ ('1' * 4000000 ~ 'x') | float }}{{ ('1_' * 2000000 ~ 'x') | float }}{{ ('1' * 4000000 ~ 'x') | int }}", TooMuch, "0.00.00");
        yield return Named("half of a long text in it", "{{ ('a' * 2000000 ~ 'b') in ('a' * 4000000) }}", "False");
        yield return Named("a number of four million digits", "{{ ('1' * 4000000) | float }}", "a number of 4,000,000 characters is not understood here");
        yield return Named("half of a long text from its end", "{{ ('a' * 4000000).rfind('b' ~ 'a' * 2000000) }}", "-1");
        yield return Named("an error about a long text", "{{ raise_exception('a' * 4000000) }}", "the template refuses the messages: aaaa");
        yield return Named("a filter of a long name", "{{ [1] | map('a' * 4000000) | list }}", "the filter 'aaaa");
        yield return Named("a key of a long name", "{{ {}['a' * 4000000].x }}", "a dict has no 'aaaa");

        // The reading.
        yield return Named("a megabyte", new string('a', 1_000_000), "the template has 1,000,000 characters, and 262,144 are allowed");
        yield return Named("a long name", "{{ " + new string('a', 200_000) + " }}", "a name or number has 200,000 characters, and 1,000 are allowed");
        yield return Named("parentheses", "{{ " + new string('(', 100_000), TooDeep, "a tag has no");
        yield return Named("closed parentheses", "{{ " + new string('(', 100_000) + "1" + new string(')', 100_000) + " }}", TooDeep);
        yield return Named("brackets", "{{ " + new string('[', 100_000) + new string(']', 100_000) + " }}", TooDeep);
        yield return Named("texts beside one another", "{{ " + string.Concat(Enumerable.Repeat("'a'", 80_000)) + " | length }}", "80000");
        yield return Named("a filter's name of many parts", "{{ 1 | a" + string.Concat(Enumerable.Repeat(".a", 100_000)) + " }}", "the filter 'a.a.a");
        yield return Named("a text that does not end", "{{ '" + new string('\\', 200_001), "a text in quotation marks does not end");
        yield return Named("many tags", string.Concat(Enumerable.Repeat("{{1}}", 50_000)), "11111111");
        yield return Named("many open tags", string.Concat(Enumerable.Repeat("{% if 1 %}", 25_000)), TooDeep);
        yield return Named("many raw blocks that do not end", string.Concat(Enumerable.Repeat("{% raw %}{%      ", 15_000)), "has no {% endraw %}");
        yield return Named("braces", new string('{', 200_000), "a tag has no", "'}' closes nothing", TooDeep);
        yield return Named("a list of many", "{{ [" + string.Concat(Enumerable.Repeat("1,", 120_000)) + "] | length }}", "120000");
        yield return Named("a sum of many", "{{ 1" + string.Concat(Enumerable.Repeat("+1", 100_000)) + " }}", TooDeep);
        yield return Named("many comparisons", "{{ 1" + string.Concat(Enumerable.Repeat("==1", 80_000)) + " }}", "True");
        yield return Named("many branches", "{% if 0 %}" + string.Concat(Enumerable.Repeat("{% elif 0 %}", 20_000)) + "{% endif %}x", "x");
        yield return Named("underscores in a number", "{{ 1" + string.Concat(Enumerable.Repeat("_1", 400)) + "x }}", "beyond 64 bits", "'x' is here");
    }

    [TestCaseSource(nameof(Templates))]
    [TestCaseSource(typeof(EscapingTemplates), nameof(EscapingTemplates.All))]
    public void It_ends_in_its_text_or_in_one_error_within_two_seconds_and_200_megabytes(string template, string[] ends)
    {
        // Once before, so that what the runtime compiles is not counted.
        TemplateCases.Render("{{ ['a', 1.5, {'b': 2}] | tojson }}{{ [3] | sort }}{{ 'a'.split() }}");
        GC.Collect();
        using var memory = new HighestMemory();
        var clock = new ThreadClock();
        var result = Outcome(template);
        var elapsed = clock.Elapsed;
        var highest = memory.Highest();
        TestContext.Out.WriteLine($"{elapsed.TotalMilliseconds:F0} ms, {highest / 1e6:F0} MB");
        Assert.Multiple(() =>
        {
            Assert.That(ends.Any(end => result.Contains(end, StringComparison.Ordinal)), Is.True, result.Length > 300 ? result[..300] : result);
            Assert.That(elapsed, Is.LessThan(TimeSpan.FromSeconds(2)));
            Assert.That(highest, Is.LessThan(200_000_000));
        });
    }

    [TestCase(100, 10_000)]
    [TestCase(300, 10_000)]
    [TestCase(3000, 100)]
    public void The_long_chat_of_an_agent_with_tools_stays_within_the_limits(int messages, int length)
    {
        const string Agent = """
            {%- if tools %}{{- '<|im_start|>system\n' }}{%- if messages[0].role == 'system' %}{{- messages[0].content + '\n\n' }}{%- endif %}
            {%- for tool in tools %}{{- '\n' }}{{- tool | tojson }}{%- endfor %}{{- '<|im_end|>\n' }}{%- endif %}
            {%- set ns = namespace(multi_step_tool=true, last_query_index=messages | length - 1) %}
            {%- for message in messages[::-1] %}{%- set index = (messages | length - 1) - loop.index0 %}
            {%- if ns.multi_step_tool and message.role == 'user' and message.content is string and not (message.content.startswith('<tool_response>') and message.content.endswith('</tool_response>')) %}
            {%- set ns.multi_step_tool = false %}{%- set ns.last_query_index = index %}{%- endif %}{%- endfor %}
            {%- for message in messages %}{%- if message.content is string %}{%- set content = message.content | trim %}{%- else %}{%- set content = '' %}{%- endif %}
            {%- if message.role == 'assistant' %}{%- set reasoning = '' %}
            {%- if '</think>' in content %}{%- set reasoning = content.split('</think>')[0].rstrip('\n').split('<think>')[-1].lstrip('\n') %}{%- set content = content.split('</think>')[-1].lstrip('\n') %}{%- endif %}
            {{- '<|im_start|>' + message.role + '\n<think>\n' + reasoning.strip('\n') + '\n</think>\n\n' + content.lstrip('\n') }}
            {%- for call in message.tool_calls | default([], true) %}{{- '\n<tool_call>\n' ~ call.function | tojson ~ '\n</tool_call>' }}{%- endfor %}{{- '<|im_end|>\n' }}
            {%- elif message.role == 'tool' %}{%- if loop.first or messages[loop.index0 - 1].role != 'tool' %}{{- '<|im_start|>user' }}{%- endif %}{{- '\n<tool_response>\n' + content + '\n</tool_response>' }}
            {%- else %}{{- '<|im_start|>' + message.role + '\n' + content + '<|im_end|>' + '\n' }}{%- endif %}{%- endfor %}
            {%- if add_generation_prompt %}{{- '<|im_start|>assistant\n' }}{%- endif %}
            """;
        var content = string.Concat(Enumerable.Repeat("word ", length / 5));
        Mapping Message(int index) => (index % 3) switch
        {
            0 => new Mapping([new("role", "user"), new("content", $"{index} {content}")]),
            1 => new Mapping([new("role", "assistant"), new("content", $"<think>\n{content[..(content.Length / 2)]}\n</think>\n{content[(content.Length / 2)..]}"),
                new("tool_calls", new Sequence([new Mapping([new("function", new Mapping([new("name", "look"), new("arguments", new Mapping([new("at", 1.5), new("what", content[..(length / 10)])]))]))])]))]),
            _ => new Mapping([new("role", "tool"), new("content", content)]),
        };
        var tools = Enumerable.Range(0, 50).Select(index => (object?)new Mapping([new("type", "function"), new("function", new Mapping([new("name", $"tool{index}"), new("description", content[..100]), new("parameters", new Mapping([new("type", "object")]))]))]));
        var rendered = ChatTemplate.Parse(Agent, "agent.jinja").Render(
            [new("messages", new Sequence([.. Enumerable.Range(0, messages).Select(index => (object?)Message(index))])), new("tools", new Sequence([.. tools])), new("add_generation_prompt", true)]);
        Assert.That(rendered, Has.Length.GreaterThan(messages * length).And.EndsWith("<|im_start|>assistant\n"));
    }

    private static string Outcome(string template)
    {
        try
        {
            return TemplateCases.Render(template);
        }
        catch (ChatTemplateException error)
        {
            return error.Message;
        }
    }

    /// <summary>The most memory that the process's values took, above where they began.</summary>
    private sealed class HighestMemory : IDisposable
    {
        private readonly long before = GC.GetTotalMemory(forceFullCollection: false);
        private readonly Timer timer;
        private long highest;

        internal HighestMemory() => timer = new Timer(_ => Look(), null, 0, 10);

        public void Dispose() => timer.Dispose();

        internal long Highest()
        {
            Look();
            return highest - before;
        }

        private void Look() => highest = Math.Max(highest, GC.GetTotalMemory(forceFullCollection: false));
    }
}
