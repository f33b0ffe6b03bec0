namespace LfmSpec.Models.Tests.Chat;

/// <summary>Templates that look for work which is not paid for: by a number that refills the budget, by keys of one hash, by texts that are looked at for nothing.</summary>
internal static class EscapingTemplates
{
    private const string TooLong = "does not end within 3,000,000 steps";
    private const string TooMuch = "makes more than 64 MB of texts and lists";
    private const string TooLarge = "characters or items is made, and 4,194,304 are allowed";
    private const string TooDeep = "too deep in one another";

    /// <summary>The templates, and what may stand in their results.</summary>
    internal static IEnumerable<TestCaseData> All() => [.. Refills(), .. Deep(), .. Unpaid(), .. Keys(), .. Slow(), .. Large()];

    private static TestCaseData Named(string name, string template, params string[] ends) => new TestCaseData(template, ends).SetArgDisplayNames(name);

    private static string Repeated(string text, int times) => string.Concat(Enumerable.Repeat(text, times));

    private static string ForEver(string before, string work) => $"{before}{{% for i in range(99999) %}}{{% for j in range(99999) %}}{work}{{% endfor %}}{{% endfor %}}";

    private static string Value(string before, string value) => ForEver(before, $"{{% set x = {value} %}}");

    // No charge gives anything back.
    private static IEnumerable<TestCaseData> Refills()
    {
        yield return Named("steps refilled by a negative indentation", Value("", "'a' | indent(-1000000000)"), TooLong, TooMuch);
        yield return Named("memory refilled by a negative indentation",
            "{% set ns = namespace(l=[]) %}{% for a in range(40) %}{% set _ = 'a' | indent(-1000000000) %}{% set ns.l = ns.l + [('a' * 4000000) ~ a] %}{% endfor %}", TooMuch);
        string[] works =
        [
            "'a\\nb' | indent(n, true, true)", "'a' * n", "[1] * n", "'a'.center(n)", "'a'.ljust(n)", "'a'.rjust(n)", "'1'.zfill(n)", "'a'.replace('a', 'b', n)", "'a b'.split(none, n)", "'a b'.rsplit(' ', n)",
            "'ab'[n:-n:n]", "'ab'.find('b', n, n)", "[1] | tojson(indent=n)", "range(n)", "range(-n, n, n)",
        ];
        yield return Named("negative numbers wherever one is taken", ForEver("{% set n = -(10 ** 18) %}", string.Concat(works.Select(work => $"{{% set x = {work} %}}"))), TooLong, TooMuch);
        foreach (var work in works.Take(7))
        {
            yield return Named($"{work} of the largest number", $"{{% set n = 9223372036854775807 %}}{{% set x = {work} %}}", TooLarge);
        }
    }

    private static IEnumerable<TestCaseData> Deep()
    {
        var filters = Repeated("|d", 60_000)[1..];
        yield return Named("a filter block of many filters", $"{{% filter {filters} %}}a{{% endfilter %}}", TooDeep);
        yield return Named("a set block of many filters", $"{{% set x | {filters} %}}a{{% endset %}}", TooDeep);
        yield return Named("a value of many filters", $"{{{{ 1|{filters} }}}}", TooDeep);
        yield return Named("attributes of attributes", $"{{{{ a{Repeated(".a", 100_000)} }}}}", TooDeep);
        yield return Named("calls of calls", $"{{{{ a{Repeated("()", 100_000)} }}}}", TooDeep);
        yield return Named("items of items", $"{{{{ a{Repeated("[0]", 80_000)} }}}}", TooDeep);
        yield return Named("tests of tests", $"{{{{ {Repeated("not ", 60_000)}1 }}}}", TooDeep);
        yield return Named("signs", $"{{{{ {Repeated("-", 100_000)}1 }}}}", TooDeep);
        yield return Named("conditions behind conditions", $"{{{{ 1{Repeated(" if 1", 50_000)} }}}}", TooDeep);
        yield return Named("targets in targets", $"{{% set {new string('(', 80_000)}a{Repeated(",)", 80_000)} = 1 %}}", TooDeep);
        yield return Named("targets in targets within a deep macro",
            $"{{% macro m(n) %}}{{% if n %}}{{{{ m(n - 1) }}}}{{% endif %}}{{% for {new string('(', 200)}a{Repeated(",)", 200)} in [1] %}}{{% endfor %}}{{% endmacro %}}{{{{ m(400) }}}}", TooDeep, "an int has no items");
        yield return Named("the filter map of the filter map",
            "{% set ns = namespace(x=['a']) %}{% for i in range(3000) %}{% set ns.x = [ns.x] %}{% endfor %}{{ ns.x | map(*(['map'] * 2400)) | list }}", TooDeep);
        yield return Named("a deep list in all that goes through it",
            "{% set ns = namespace(x=[], y=[]) %}{% for i in range(5000) %}{% set ns.x = [ns.x] %}{% set ns.y = [ns.y] %}{% endfor %}{{ ns.x == ns.y }}", TooDeep);
    }

    private static IEnumerable<TestCaseData> Unpaid()
    {
        const string Texts = "{% set t = 'a' * 4000000 %}{% set p = 'a' * 3999999 ~ 'c' %}";
        foreach (var work in new[]
        {
            "t.startswith((p,) * 100000)", "t.endswith(('c' ~ t[1:],) * 100000)", "namespace(a=1)[t] is defined", "{t: 1}[p] is defined", "namespace({t: 1})", "namespace(**{t: 1})", "{}[t] is defined", "[t] | unique(true) | list",
            "p in [t, t, t]", "(t,) < (p,)", "loop.changed(t)", "t is in {p: 1}", "loop[t] is defined", "t.strip(p)", "t[3999999]",
        })
        {
            yield return Named($"{work} for ever", Value(Texts, work), TooLong, TooMuch, TooLarge);
        }

        const string Spaces = "'\\u3000' * 4000000", Pairs = "'\\U0001f30d' * 2000000", OnePair = "'\\U0001f30d' ~ 'a' * 4000000";
        foreach (var (text, work) in new[]
        {
            (Spaces, "t | int"), (Spaces, "t | float"), (Spaces, "t.strip()"), (Spaces, "t.rstrip('\\u3000')"), ("'\\u3000' * 2000000 ~ 'x' ~ '\\u3000' * 2000000", "t | int"), (Pairs, "t.strip('é\\U0001f30d')"), (Pairs, "t[1999999]"),
            (Pairs, "t is upper"), (OnePair, "t[5]"), (OnePair, "t[-1]"), (OnePair, "t | length"), (OnePair, "t[1:2]"), ("'é' * 4000000", "t.isupper()"),
        })
        {
            yield return Named($"{work} of {text} for ever", Value($"{{% set t = {text} %}}", work), TooLong, TooMuch);
        }
    }

    // Keys that all have one place in a dictionary whose hash one knows.
    private static IEnumerable<TestCaseData> Keys()
    {
        var numbers = Colliding(17_519, 17_500);
        yield return Named("numbers of one place made unique", $"{{% set l = [{string.Join(',', numbers)}] %}}{{% for i in range(99999) %}}{{% set x = l | unique | list %}}{{% endfor %}}", TooLong, TooMuch);
        yield return Named("numbers of one place as keys", ForEver("", $"{{% set m = {{{string.Join(',', numbers.Select(number => $"{number}:0"))}}} %}}"), TooLong, TooMuch);
        yield return Named("numbers of one double made unique", Value("{% set l = range(9223372036854600000, 9223372036854699999) | list %}", "l | unique | list"), TooLong, TooMuch);
        yield return Named("multiples of 2^32 made unique", Value("{% set l = range(0, 99999 * 4294967296, 4294967296) | list %}", "l | unique | list"), TooLong, TooMuch);
        yield return Named("tuples of one place made unique", Value("{% set ns = namespace(l=()) %}{% for i in range(900) %}{% set ns.l = ns.l + ((i * 2147483648, i),) %}{% endfor %}", "ns.l | unique | list"), TooLong, TooMuch);
        yield return Named("no numbers made unique", "{% set l = ['nan'] * 30000 %}{{ l | map('float') | unique | list | length }}", TooLong);
        yield return Named("characters of one place stripped",
            Value("{% set t = 'ņ' * 4000000 %}{% set k = 'ņǌȂʈ̞ϤЀҖԜעْڮܴۘ޺ࠁࢗझৣ੓ય૙ଵ஻ధ౑ಠಭ೚ളശඹ඼๩໿ཅ࿋ဏ႕ᄛᇡሧቑክጳᎹᐥᑟᒫᔱᖇᙷ᛽ᝃ៉ᠦᡐ᢬ᤲᦸᩨ᫾᭄ᯊᱩᱶ᳼᳿ᵂᵅ' %}", "t.strip(k)"), TooLong, TooMuch);
    }

    private static IEnumerable<TestCaseData> Slow()
    {
        foreach (var (items, filter) in new[]
        {
            ("5e-324", "map('round', 30)"), ("1e308", "map('round', 30)"), ("0.1", "map('round', 30)"), ("1e308", "select('divisibleby', 5e-324)"), ("1.7976931348623157e308", "map('tojson')"),
            ("'2.2250738585072011e-308'", "map('float')"), ("'\\x00' * 20", "map('tojson')"), ("[3, 1, 2]", "map('sort')"), ("'abc'", "map('trim', '\\U0010ffff')"),
        })
        {
            yield return Named($"{filter} of many {items}", $"{{% set l = [{items}] * 60000 %}}{{% for i in range(99) %}}{{% set x = l | {filter} | list %}}{{% endfor %}}", TooLong, TooMuch);
        }

        yield return Named("a rest that is found bit by bit", Value("", "1e308 % 5e-324 + 1e308 // 3e-300"), TooLong, TooMuch);
        yield return Named("a long name far away", $"{{% set {new string('n', 999)} = 1 %}}{Repeated("{% with a=1 %}", 300)}{Value("", new string('n', 999))}{Repeated("{% endwith %}", 300)}", TooLong, TooMuch);
        yield return Named("a long name that is not there", $"{Repeated("{% with a=1 %}", 300)}{Value("", new string('n', 999))}{Repeated("{% endwith %}", 300)}", TooLong, TooMuch);
        var names = Enumerable.Range(0, 100).Select(index => new string('p', 990) + index).ToArray();
        yield return Named("long names of parameters", $"{{% macro m({string.Join(", ", names)}) %}}{{% endmacro %}}{ForEver("", $"{{{{ m({string.Join(", ", names.Select(name => $"{name}=1"))}) }}}}")}", TooLong, TooMuch);
    }

    // What is alive together is within the limit, however it is made.
    private static IEnumerable<TestCaseData> Large()
    {
        var seven = string.Concat(Enumerable.Range(0, 7).Select(index => $"{{% set a{index} = 'a' * 4000000 %}}"));
        foreach (var work in new[] { "a0 | capitalize", "a0.title()", "a0 | replace('a', 'b')", "a0 | tojson", "a0 | reverse", "a0.find(a1 ~ 'b')" })
        {
            yield return Named($"{work} beside seven long texts", $"{seven}{{% set x = {work} %}}", "", TooMuch, TooLarge, TooLong);
        }
    }

    // Whole numbers whose doubles' hashes, as .NET has them, are multiples of the number of places.
    private static long[] Colliding(int places, int count) =>
        [.. Enumerable.Range(1, int.MaxValue - 1).Select(index => (long)index * 2048).Where(number => (uint)((double)number).GetHashCode() % places == 0).Take(count)];
}
