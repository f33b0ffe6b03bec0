using System.Text.Json;
using LfmSpec.Models;
using LfmSpec.Models.Tests;
using LfmSpec.Scoring;

namespace LfmSpec.Lab.Tests.Capability;

/// <summary>
/// The embedded model on families that it was trained on, in the form of its corpus. Whoever trained it decoded 40 prompts a family greedily and counted exact matches (train_accuracy.json); these are other prompts, so the two shares agree if their 95 %
/// intervals meet.
/// </summary>
[TestFixture]
public sealed class TrainedFamiliesTests : IDisposable
{
    private const int Counted = 40;

    private readonly Laboratory lab = Laboratory.Open(RepositoryFiles.Path("models", "lfm2-atlas-tiny"));

    [TestCase("arithmetic")]
    [TestCase("code_semantics")]
    [TestCase("factual_recall")]
    [TestCase("json_schema")]
    public void Greedy_exact_matches_are_as_often_right_as_whoever_trained_the_model_counted(string family)
    {
        using var json = JsonDocument.Parse(File.ReadAllText(RepositoryFiles.Path("models", "lfm2-atlas-tiny", "train_accuracy.json")));
        var trained = new Share(json.RootElement.GetProperty(family).GetDouble() * Counted, Counted);
        var asked = Prompts(family).Distinct().ToArray();
        var texts = lab.Continue([.. asked.Select(prompt => new GenerationRequest(lab.Checkpoint.Tokenizer.Encode(prompt.Text)) { MaxNewTokens = 40 })], []);
        var measured = new Share(asked.Zip(texts).Count(pair => pair.Second.Text.Trim() == pair.First.Answer), asked.Length);
        TestContext.Out.WriteLine($"{family}: {measured.Right} of {measured.Of} ({measured.Interval.Low:F3} to {measured.Interval.High:F3}), {trained.Right} of {trained.Of} counted when it was trained ({trained.Interval.Low:F3} to {trained.Interval.High:F3})");
        Assert.That(measured.Of, Is.GreaterThanOrEqualTo(20));
        Assert.That(measured.Interval.Low, Is.LessThanOrEqualTo(trained.Interval.High));
        Assert.That(measured.Interval.High, Is.GreaterThanOrEqualTo(trained.Interval.Low));
    }

    public void Dispose() => lab.Dispose();

    private static IEnumerable<(string Text, string Answer)> Prompts(string family)
    {
        string[] names = ["Leo", "Mia", "Noah", "Paul", "Rosa"], cities = ["Rome", "Oslo", "Lima", "Cairo", "Paris", "Madrid"], variables = ["x", "a", "n", "m"];
        var random = new Random(42);
        for (var index = 0; index < Counted; index++)
        {
            int first = random.Next(3, 20), second = random.Next(2, 10);
            var minus = index % 2 == 1 && first > second;
            var (sign, result) = minus ? ("-", first - second) : ("+", first + second);
            yield return family switch
            {
                "arithmetic" => ($"{first} {sign} {second} =", $"{result}"),
                "code_semantics" => ($"{variables[index % 4]} = {first}\ny = {variables[index % 4]} {sign} {second}\nprint(y)\n# prints", $"{result}"),
                "json_schema" when index % 2 == 0 => ($"Return valid JSON: name={names[index % 5]}, age={first + second + 20}\n", $$"""{"name": "{{names[index % 5]}}", "age": {{first + second + 20}}}"""),
                "json_schema" => ($"Return valid JSON: city={cities[index % 6]}, name={names[index % 5]}\n", $$"""{"city": "{{cities[index % 6]}}", "name": "{{names[index % 5]}}"}"""),
                _ => Facts[index % Facts.Length],
            };
        }
    }

    private static readonly (string, string)[] Facts =
    [
        .. new[] { ("France", "Paris"), ("Italy", "Rome"), ("Spain", "Madrid"), ("Norway", "Oslo"), ("Peru", "Lima"), ("Egypt", "Cairo"), ("Japan", "Tokyo"), ("China", "Beijing"), ("Cuba", "Havana"), ("Finland", "Helsinki"), ("Iran", "Tehran"), ("Qatar", "Doha"),
            ("Sweden", "Stockholm"), ("Greece", "Athens"), ("Ireland", "Dublin"), ("Poland", "Warsaw"), ("Portugal", "Lisbon"), ("Kenya", "Nairobi"), ("Canada", "Ottawa"), ("Germany", "Berlin"), ("Austria", "Vienna"), ("Denmark", "Copenhagen") }
            .Select(fact => ($"The capital of {fact.Item1} is", fact.Item2)),
    ];
}
