using System.Text.Json.Nodes;
using LfmSpec.Models.Adapters;
using LfmSpec.Models.Checkpoints;

namespace LfmSpec.Models.Tests.Adapters;

/// <summary>Adapters that are made to be read for ever, or whose names are no names: one clear error, within two seconds.</summary>
[TestFixture, NonParallelizable]
public sealed class AdapterSizeTests : IDisposable
{
    private const string Module = "model.layers.2.self_attn.q_proj";
    private const string Costly = "(.*)(.*)(.*)(.*)(.*)(.*)[!?]";
    private readonly Checkpoint checkpoint = Checkpoint.Load(RepositoryFiles.Path("models", "lfm2-atlas-tiny"));

    private static IEnumerable<TestCaseData> Configurations()
    {
        static JsonObject Of(int count, Func<int, string> key, JsonNode value) => new(Enumerable.Range(0, count).Select(index => KeyValuePair.Create(key(index), (JsonNode?)value.DeepClone())));
        static TestCaseData Named(string name, Action<JsonObject> change, string message) => new TestCaseData(change, message).SetArgDisplayNames(name);

        yield return Named("a costly expression on every module", json => json["target_modules"] = Costly, "its regular expressions take more than a second, at last on 'model.layers.");
        yield return Named("a costly expression of what is excluded", json => json["exclude_modules"] = Costly, "its regular expressions take more than a second, at last on 'model.layers.");
        yield return Named("many costly expressions of ranks", json => json["rank_pattern"] = Of(2_000, index => $"{Costly}{index}", 3), "its regular expressions take more than a second, at last on 'model.layers.2.");
        yield return Named("many costly expressions of alphas", json => json["alpha_pattern"] = Of(2_000, index => $"{Costly}{index}", 3), "its regular expressions take more than a second, at last on 'model.layers.2.");
        yield return Named("costly expressions of blocks", json => (json["layers_to_transform"], json["layers_pattern"], json["target_modules"]) = (2, $"(.*)(.*)(.*)(.*)(.*){Costly}", new JsonArray("q_proj")), "its regular expressions take more than a second");
        yield return Named("more ranks than modules", json => json["rank_pattern"] = Of(20_001, index => $"x{index}", 3), "rank_pattern has 20,001 entries, and 20,000 are read");
        yield return Named("more alphas than modules", json => json["alpha_pattern"] = Of(20_001, index => $"x{index}", 3), "alpha_pattern has 20,001 entries, and 20,000 are read");
        yield return Named("more targets than modules", json => json["target_modules"] = new JsonArray([.. Enumerable.Range(0, 20_001).Select(index => (JsonNode)$"x{index}")]), "target_modules has 20,001 entries, and 20,000 are read");
        yield return Named("more excluded modules than modules", json => json["exclude_modules"] = new JsonArray([.. Enumerable.Range(0, 20_001).Select(index => (JsonNode)$"x{index}")]), "exclude_modules has 20,001 entries, and 20,000 are read");
        yield return Named("more blocks than a model has", json => json["layers_to_transform"] = new JsonArray([.. Enumerable.Range(0, 20_001).Select(index => (JsonNode)index)]), "layers_to_transform has 20,001 entries, and 20,000 are read");
        yield return Named("an expression of many characters", json => json["target_modules"] = new string('a', 10_001), "target_modules holds an expression of 10,001 characters, and 10,000 are read");
        yield return Named("a file of many bytes", json => json["x"] = new string('a', 1 << 20), "and 1,048,576 are read of a file of its kind");
    }

    [TestCaseSource(nameof(Configurations))]
    public void What_takes_too_long_or_is_too_much_is_one_error_within_two_seconds(Action<JsonObject> change, string message)
    {
        using var folder = new AdapterFolder(Module, new float[128], new float[128], change: change);
        var clock = new WorkClock();
        Assert.That(() => AdaptedModel.Load(checkpoint, folder.Path), Throws.TypeOf<CheckpointException>().With.Message.Contains(message));
        Assert.That(clock.Elapsed, Is.LessThan(TimeSpan.FromSeconds(2)));
    }

    [Test]
    public void As_many_names_as_are_read_and_keys_that_hold_nothing_take_no_time()
    {
        using var folder = new AdapterFolder(Module, new float[128], new float[128], change: json =>
        {
            json["target_modules"] = new JsonArray([.. Enumerable.Range(0, 19_999).Select(index => (JsonNode)$"x{index}").Append(Module)]);
            json["rank_pattern"] = new JsonObject(Enumerable.Range(0, 20_000).Select(index => KeyValuePair.Create($"y.{index}", (JsonNode?)3)));
            for (var index = 0; index < 20_000; index++)
            {
                json[$"z{index}"] = null;
            }
        });
        var clock = new WorkClock();
        using (var model = AdaptedModel.Load(checkpoint, folder.Path))
        {
            Assert.That(model.Adapters, Has.Count.EqualTo(1));
        }

        Assert.That(clock.Elapsed, Is.LessThan(TimeSpan.FromSeconds(2)));
    }

    [TestCase("base_model.model.lora_A.weight")]
    [TestCase("base_model.model.lora_A.default.weight")]
    [TestCase("base_model.model..lora_A.weight")]
    [TestCase("base_model.lora_A.weight")]
    [TestCase(".lora_A.weight")]
    [TestCase("base_model.model.")]
    [TestCase("")]
    public void A_tensor_whose_name_holds_no_path_has_no_place(string name)
    {
        using var folder = new AdapterFolder(Module, new float[128], new float[128]);
        var writer = new SafetensorsWriter(new Dictionary<string, string> { ["format"] = "pt" });
        foreach (var (key, shape) in new (string, long[])[] { ($"base_model.model.{Module}.lora_A.weight", [1, 128]), ($"base_model.model.{Module}.lora_B.weight", [128, 1]), (name, [1, 128]) })
        {
            writer.Add(key, SafetensorsDtype.F32, shape, new byte[512]);
        }

        writer.Write(Path.Combine(folder.Path, "adapter_model.safetensors"));
        Assert.That(() => AdaptedModel.Load(checkpoint, folder.Path), Throws.TypeOf<CheckpointException>().With.Message.Contains($"1 tensor(s) have no place in lfm2-atlas-tiny as adapter_config.json beside it describes the adapter: {name}. "));
    }

    [TestCase("q_proj", 3)]
    [TestCase("self_attn.q_proj", 3)]
    [TestCase("self_attn_q_proj", 1)]
    [TestCase("selfXattn.q_proj", 1)]
    [TestCase("_proj", 1)]
    [TestCase("model.layers.2.self_attn.q_proj", 3)]
    [TestCase("model.layers.2..elf_attn.q_proj", 3)]
    [TestCase("x.model.layers.2.self_attn.q_proj", 1)]
    public void A_plain_name_means_what_the_expression_would(string name, int rank)
    {
        using var folder = new AdapterFolder(Module, new float[128 * rank], new float[128 * rank], rank, json =>
        {
            json["r"] = 1;
            json["rank_pattern"] = new JsonObject { [name] = 3 };
        });
        using var model = AdaptedModel.Load(checkpoint, folder.Path);
        Assert.That(model.Adapters.Single().Rank, Is.EqualTo(rank));
        Assert.That(System.Text.RegularExpressions.Regex.IsMatch(Module, $@"\A(?:.*\.)?(?:{name})\z"), Is.EqualTo(rank == 3));
    }

    public void Dispose() => checkpoint.Dispose();
}
