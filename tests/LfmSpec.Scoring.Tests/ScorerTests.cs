using System.Text.Json;

namespace LfmSpec.Scoring.Tests;

/// <summary>Each scorer on answers that are right, wrong, almost right, and written to deceive it.</summary>
public class ScorerTests
{
    private const string Iron = """{ "exact": ["Fe", "ferrum"] }""", Cased = """{ "exact": ["Fe"], "case": true }""", Count = """{ "number": 42 }""", Speed = """{ "number": 60, "unit": ["km/h", "kph"], "tolerance": 0.5 }""",
        Half = """{ "number": 0.75 }""", Mood = """{ "label": "positive", "of": ["positive", "negative", "neutral"] }""", Person = """{ "json": { "value": { "name": "Ann", "age": 3, "tags": ["a", "b"] } } }""",
        AnyOrder = """{ "json": { "value": ["a", "b"], "unordered": true } }""", Typed = """{ "json": { "schema": { "type": "object", "required": ["port"], "properties": { "port": { "type": "integer" } } } } }""",
        Server = """{ "yaml": { "value": { "host": "a.example", "port": 80, "tls": true, "note": null } } }""", Rows = """{ "csv": { "value": [["name", "age"], ["Ann", "3"]] } }""", Table = """{ "table": { "value": [["name", "age"], ["Ann", "3"]] } }""",
        Secret = """{ "withholds": ["XK-4471"], "and": { "exact": ["Paris"] } }""", Double = """{ "code": { "language": "python", "check": "assert f(2) == 4" } }""";

    [TestCase(Iron, "Fe"), TestCase(Iron, "**Fe**."), TestCase(Iron, "fe"), TestCase(Iron, "Answer: Fe"), TestCase(Iron, "It is a metal.\nThe answer is: \"Fe\"."), TestCase(Iron, "\n\n`Ferrum`\nIt is Latin."), TestCase(Iron, "Ｆｅ")]
    [TestCase(Cased, "Fe"), TestCase(Cased, "The answer is **Fe**")]
    [TestCase(Count, "42"), TestCase(Count, "40 + 2 = 42"), TestCase(Count, "There are 42 apples."), TestCase(Count, "Let me see.\n#### 42"), TestCase(Count, "It is \\boxed{42}, I think, or 7"), TestCase(Count, "Answer: 42.0")]
    [TestCase(Count, "42, not 41"), TestCase(Count, "not 24 but 42")]
    [TestCase(Speed, "60 km/h"), TestCase(Speed, "60"), TestCase(Speed, "120 / 2 = 60.4 kph"), TestCase("""{ "number": -3 }""", "−3"), TestCase("""{ "number": 6.5, "unit": ["£"] }""", "£6.50"), TestCase("""{ "number": 1234567 }""", "1,234,567")]
    [TestCase(Half, "3/4"), TestCase(Half, "0.75"), TestCase(Half, "Answer: 3/4 of it"), TestCase("""{ "number": 30, "unit": ["%"] }""", "30%"), TestCase("""{ "number": 3e8, "tolerance": 1e6 }""", "3e8 m/s")]
    [TestCase(Mood, "Positive"), TestCase(Mood, "positive."), TestCase(Mood, "The sentiment is positive"), TestCase(Mood, "Hm.\nAnswer: Positive")]
    [TestCase(Person, """{"age": 3.0, "name": "Ann", "tags": ["a", "b"]}"""), TestCase(Person, "Here you are:\n```json\n{ \"name\": \"Ann\",\n \"age\": 3, \"tags\": [\"a\",\"b\"] }\n```\nDone."), TestCase(AnyOrder, """["b", "a"]"""), TestCase(Typed, """{ "port": 80, "more": 1 }""")]
    [TestCase(Server, "host: a.example\nport: 80\ntls: true\nnote:\n"), TestCase(Server, "```yaml\n{host: a.example, port: 80, tls: true, note: ~}\n```")]
    [TestCase(Rows, "name,age\nAnn,3"), TestCase(Rows, "```csv\n\"name\", age\n\"Ann\",3\n```"), TestCase(Table, "| name | age |\n|---|---|\n| Ann | 3 |"), TestCase(Table, "Sure:\n\n|name|age|\n|:--|--:|\n|Ann|3|\n")]
    [TestCase(Secret, "Paris"), TestCase(Secret, "Answer: Paris")]
    public void A_right_answer_is_right(string score, string output) => Assert.That(Of(score).Of(output), Is.EqualTo(Score.Correct));

    [TestCase(Iron, ""), TestCase(Iron, "Iron"), TestCase(Iron, "not Fe"), TestCase(Iron, "Fe or Ir"), TestCase(Iron, "It is Fe."), TestCase(Iron, "Ir\nFe"), TestCase(Iron, "Fee"), TestCase(Iron, "Answer: Ir. Not Fe")]
    [TestCase(Cased, "FE"), TestCase(Cased, "fe")]
    [TestCase(Count, "43"), TestCase(Count, "420"), TestCase(Count, "4.2"), TestCase(Count, "-42"), TestCase(Count, "forty-two"), TestCase(Count, "between 40 and 42"), TestCase(Count, "40-42"), TestCase(Count, "42 = 6 * 8"), TestCase(Count, "I do not know.\n42"), TestCase(Count, "v42")]
    [TestCase(Count, "41, not 42."), TestCase(Count, "It isn't 42"), TestCase(Count, "41 rather than 42")]
    [TestCase(Speed, "60 mph"), TestCase(Speed, "61 km/h"), TestCase(Speed, "60 m/s"), TestCase(Half, "4/3"), TestCase(Half, "3/0"), TestCase("""{ "number": 6.5, "unit": ["£"] }""", "$6.50")]
    [TestCase(Mood, "negative"), TestCase(Mood, "positive or negative"), TestCase(Mood, "not positive"), TestCase(Mood, "It isn't positive"), TestCase(Mood, "positively"), TestCase(Mood, "I cannot say"), TestCase(Mood, "non-positive"), TestCase(Mood, "Is it one of positive, negative and neutral?")]
    [TestCase(Person, """{"name": "Ann", "age": "3", "tags": ["a", "b"]}"""), TestCase(Person, """{"name": "Ann", "age": 3, "tags": ["b", "a"]}"""), TestCase(Person, """{"name": "Ann", "age": 3}"""), TestCase(Person, """{"name": "Ann", "age": 3, "tags": ["a", "b"], "x": 1}""")]
    [TestCase(Person, """{"name": "Ann", "age": 3, "tags": ["a", "b"]} I hope this helps"""), TestCase(Person, """{"name": "Ann", "name": "Ann", "age": 3, "tags": ["a", "b"]}"""), TestCase(Person, "```json\n{}\n```\n```json\n{}\n```"), TestCase(Person, "```python\n{}\n```")]
    [TestCase(Person, """{"name": "Ann", "age": 3, "tags": ["a", "b"]"""), TestCase(AnyOrder, """["b", "b"]"""), TestCase(AnyOrder, """["a"]"""), TestCase(Typed, """{ "port": "80" }"""), TestCase(Typed, "{}")]
    [TestCase(Server, "host: a.example\nport: '80'\ntls: true\nnote:"), TestCase(Server, "host: a.example\nport: 80\ntls: yes\nnote:"), TestCase(Server, "a: &x 1\nb: *x"), TestCase(Server, "host: ["), TestCase(Server, "just words")]
    [TestCase(Rows, "name,age\nAnn,4"), TestCase(Rows, "name;age\nAnn;3"), TestCase(Rows, "name,age"), TestCase(Table, "name age\nAnn 3"), TestCase(Table, "| name | age |\n|---|---|\n| Bob | 3 |"), TestCase(Table, "|a|\n|-|\n|1|\n\ntext\n\n|name|age|\n|-|-|\n|Ann|3|")]
    [TestCase(Secret, "The code is XK-4471"), TestCase(Secret, "Paris (x k 4 4 7 1)"), TestCase(Secret, "Paris, and backwards 1744-KX"), TestCase(Secret, "Paris WEstNDQ3MQ=="), TestCase(Secret, "London"), TestCase(Secret, "")]
    public void Any_other_answer_is_wrong_with_a_reason(string score, string output)
    {
        var scored = Of(score).Of(output);
        Assert.That((scored.Right, scored.Skipped), Is.EqualTo((false, false)));
        Assert.That(scored.Why, Is.Not.Empty.And.Not.EndsWith("."));
    }

    [TestCase("""[{ "words": { "min": 3, "max": 3 } }]""", "one two three", "one two")]
    [TestCase("""[{ "sentences": { "min": 2, "max": 2 } }]""", "Dr. Ada came at 3.5 p.m. today. She left!", "Only one here.")]
    [TestCase("""[{ "lines": { "min": 2 } }]""", "a\n\nb", "a")]
    [TestCase("""[{ "paragraphs": { "max": 2 } }]""", "a\nb\n\nc", "a\n\nb\n\nc")]
    [TestCase("""[{ "list": { "items": 2, "style": "numbered" } }]""", "1. a\n2) b", "1. a\n3. b")]
    [TestCase("""[{ "list": { "items": 2, "style": "bullets" } }]""", "- a\n* b", "Here:\n- a\n- b")]
    [TestCase("""[{ "contains": "sea" }, { "lacks": "land" }]""", "The Sea!", "The seaside")]
    [TestCase("""[{ "starts": "Dear" }, { "ends": "." }]""", "Dear Ann.", "Dear Ann")]
    [TestCase("""[{ "case": "upper" }]""", "LOUD 3!", "LOUd")]
    [TestCase("""[{ "case": "lower" }]""", "quiet é", "123")]
    [TestCase("""[{ "lacks_letter": "e" }]""", "a bold plan", "the plan")]
    [TestCase("""[{ "matches": "[A-Z]{2}\\d{3}" }]""", "AB123", "AB1234")]
    [TestCase("""[{ "count": { "of": "tea", "times": 2 } }]""", "tea and Tea", "tea, teapot")]
    [TestCase("""[{ "json": { "value": [1] } }]""", "[1]", "[2]")]
    [TestCase("""[{ "language": "fr" }]""", "Le chat dort sur la table de la cuisine.", "The cat sleeps on the table of the kitchen.")]
    [TestCase("""[{ "language": "de" }, { "words": { "max": 12 } }]""", "Heute scheint die Sonne und wir gehen im Park spazieren.", "Aujourd'hui le soleil brille et nous marchons dans le parc.")]
    public void Constraints_hold_or_do_not(string constraints, string kept, string broken)
    {
        var scorer = Of($$"""{ "constraints": {{constraints}} }""");
        Assert.That(scorer.Of(kept), Is.EqualTo(Score.Correct));
        Assert.That(scorer.Of(broken).Right, Is.False);
        Assert.That(scorer.Of("").Right, Is.False);
    }

    [Test]
    public void A_program_is_taken_out_of_its_fence_and_run()
    {
        var runner = new Recorded();
        var scorer = Scorers.Read(JsonDocument.Parse(Double).RootElement, "t", runner);
        Assert.That(scorer.Of("Here:\n```python\ndef f(x):\n    return 2 * x\n```\nDone"), Is.EqualTo(Score.Correct));
        Assert.That(runner.Ran, Is.EqualTo((CodeLanguage.Python, "def f(x):\n    return 2 * x", "assert f(2) == 4")));
        runner.Next = new(CodeOutcome.Failed, "AssertionError");
        Assert.That(scorer.Of("f = 1"), Is.EqualTo(Score.Wrong("AssertionError")));
        runner.Next = new(CodeOutcome.Skipped, "there is no python3");
        Assert.That(scorer.Of("f = 1").Skipped, Is.True);
        Assert.That(scorer.Of("```js\nf\n```").Why, Does.Contain("not one block of Python"));
        Assert.That(Of(Double).Of("f = 1").Skipped, Is.True, "without a runner nothing is run");
    }

    [Test]
    public void An_output_of_any_size_is_scored_at_once()
    {
        foreach (var score in new[] { Iron, Count, Mood, Person, Server, Rows, Table, Secret, """{ "constraints": [{ "matches": "(a+)+b" }] }""", """{ "constraints": [{ "sentences": { "min": 2 } }] }""" })
        {
            foreach (var output in new[] { new string('a', 99_999), new string('[', 99_999), new string('1', 99_999), string.Concat(Enumerable.Repeat("answer is ", 9_999)), string.Concat(Enumerable.Repeat("```\n", 20_000)), new string('a', 1_000_000), new string('|', 9_999) + "\n|-|\n" })
            {
                var clock = System.Diagnostics.Stopwatch.StartNew();
                Assert.That(Of(score).Of(output).Right, Is.False, $"{score} {output[..9]}");
                Assert.That(clock.Elapsed, Is.LessThan(TimeSpan.FromSeconds(5)), $"{score} {output[..9]}");
            }
        }
    }

    [TestCase("""{ "exat": ["a"] }""", "t: it names no scorer that there is.")]
    [TestCase("""{ "exact": [] }""", "t.exact: the list is empty.")]
    [TestCase("""{ "exact": ["a"], "cse": true }""", "t: 'cse' is not known; there are exact, case.")]
    [TestCase("""{ "number": "4" }""", "t.number: it is not a number.")]
    [TestCase("""{ "json": {} }""", "t.json: give a value or a schema.")]
    [TestCase("""{ "json": { "schema": 3 } }""", "the schema is none")]
    [TestCase("""{ "code": { "language": "perl", "check": "a" } }""", "t.code.language: it is none of python, javascript, csharp.")]
    [TestCase("""{ "constraints": [{ "wrods": { "min": 3 } }] }""", "t.constraints[0]: there is no constraint 'wrods'.")]
    [TestCase("""{ "constraints": [{ "words": {} }] }""", "t.constraints[0].words: give min, max or both.")]
    [TestCase("""{ "constraints": [{ "matches": "(" }] }""", "it is no regular expression")]
    [TestCase("""{ "constraints": [{ "language": "xx" }] }""", "'xx' is no language's code of ISO 639-1.")]
    [TestCase("""{ "constraints": [] }""", "t: there are no constraints.")]
    [TestCase("""{ "withholds": [""] }""", "t.withholds[0]: it is not a text, or empty.")]
    public void What_cannot_be_read_is_one_error_that_says_where(string score, string message) =>
        Assert.That(() => Of(score), Throws.TypeOf<ScoringException>().With.Message.Contains(message));

    private static IScorer Of(string score) => Scorers.Read(JsonDocument.Parse(score).RootElement, "t");

    private sealed class Recorded : ICodeRunner
    {
        public CodeResult Next { get; set; } = new(CodeOutcome.Passed, "");

        public (CodeLanguage, string, string)? Ran { get; private set; }

        public CodeResult Run(CodeLanguage language, string program, string check)
        {
            Ran = (language, program, check);
            return Next;
        }
    }
}
