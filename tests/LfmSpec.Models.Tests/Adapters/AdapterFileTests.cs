using System.Text.Json.Nodes;
using LfmSpec.Models.Adapters;
using LfmSpec.Models.Checkpoints;

namespace LfmSpec.Models.Tests.Adapters;

/// <summary>PEFT's two files: read as PEFT means them, written as PEFT writes them, and one clear error for what would change a result in silence.</summary>
[TestFixture]
public sealed class AdapterFileTests : IDisposable
{
    private readonly Checkpoint checkpoint = Checkpoint.Load(RepositoryFiles.Path("models", "lfm2-atlas-tiny"));
    private string folder = "";

    internal static string Reference(string run, string file) => RepositoryFiles.Path("tests", "reference", "lfm2-atlas-tiny", "tune", run, file);

    [TestCase("all_linear")]
    [TestCase("atlas_guided_as_published")]
    [TestCase("rank2")]
    public void What_is_read_and_written_again_is_what_the_reference_wrote(string run)
    {
        using (var model = AdaptedModel.Load(checkpoint, Path.GetDirectoryName(Reference(run, "x"))!))
        {
            model.Save(folder, "lfm2-tiny");
        }

        using SafetensorsFile written = SafetensorsFile.Open(Path.Combine(folder, "adapter_model.safetensors")), reference = SafetensorsFile.Open(Reference(run, "adapter_model.safetensors"));
        Assert.That(InOrder(written), Is.EqualTo(InOrder(reference)));
        Assert.That(written.Metadata["format"], Is.EqualTo("pt"));
        foreach (var name in reference.Entries.Keys)
        {
            Assert.That(written.Bytes(name).SequenceEqual(reference.Bytes(name)), Is.True, name);
        }

        JsonObject configuration = Json(Path.Combine(folder, "adapter_config.json")), expected = Json(Reference(run, "adapter_config.json"));
        foreach (var (key, value) in expected)
        {
            Assert.That(JsonNode.DeepEquals(configuration[key], value), Is.True, $"{key}: {configuration[key]}");
        }
    }

    [Test]
    public void A_regular_expression_names_whole_paths() =>
        Assert.That(Loaded(config => config["target_modules"] = @"model\.layers\.[024]\..*out_proj|.*\.5\.conv\.out_proj"), Is.EqualTo(8192));

    [Test]
    public void The_ends_of_paths_and_blocks_name_modules() => Assert.That(Loaded(config =>
    {
        config["target_modules"] = new JsonArray("out_proj");
        config["layers_to_transform"] = new JsonArray(0, 2, 4, 5);
    }), Is.EqualTo(8192));

    [Test]
    public void A_module_may_have_a_rank_and_an_alpha_of_its_own()
    {
        using (var model = AdaptedModel.Load(checkpoint, Path.GetDirectoryName(Reference("rank4", "x"))!))
        {
            model.Save(folder, "x");
        }

        Change(config =>
        {
            config["r"] = 2;
            config["rank_pattern"] = new JsonObject { [@"model\.layers\.\d+\.self_attn\.out_proj"] = 4, ["conv.out_proj"] = 4 };
            config["alpha_pattern"] = new JsonObject { ["5.conv.out_proj"] = 32 };
        });
        using var changed = AdaptedModel.Load(checkpoint, folder);
        Assert.That(changed.Adapters.Select(adapter => (adapter.Rank, adapter.Scale)), Is.EqualTo(new[] { (4, 2.0), (4, 2.0), (4, 2.0), (4, 8.0) }));

        changed.Save(folder, "x");
        using var again = AdaptedModel.Load(checkpoint, folder);
        Assert.That(again.Adapters.Select(adapter => (adapter.Rank, adapter.Scale)), Is.EqualTo(changed.Adapters.Select(adapter => (adapter.Rank, adapter.Scale))));
    }

    [Test]
    public void Rank_stabilised_adapters_are_scaled_by_the_root_of_the_rank()
    {
        Copy("rank4");
        Change(config => config["use_rslora"] = true);
        using var model = AdaptedModel.Load(checkpoint, folder);
        Assert.That(model.Adapters[0].Scale, Is.EqualTo(8 / Math.Sqrt(4)));
    }

    [TestCase("use_dora", "true", "DoRA")]
    [TestCase("bias", "\"all\"", "bias is 'all'")]
    [TestCase("peft_type", "\"IA3\"", "peft_type is 'IA3'")]
    [TestCase("modules_to_save", "[\"lm_head\"]", "whole modules")]
    [TestCase("target_modules", "\"(\"", "no regular expression")]
    [TestCase("r", "2", "has shape [8, 128]")]
    [TestCase("target_modules", "[\"conv.out_proj\"]", "is missing")]
    [TestCase("target_modules", "[\"out_proj\"]", "is missing")]
    [TestCase("target_modules", "\"layers.0.conv.out|.*[.](2|4|5)[.].*out_proj\"", "have no place")]
    public void What_would_give_other_numbers_is_refused(string key, string value, string message)
    {
        Copy("atlas_guided_as_published");
        Change(config => config[key] = JsonNode.Parse(value));
        Assert.That(() => AdaptedModel.Load(checkpoint, folder), Throws.TypeOf<CheckpointException>().With.Message.Contains(message).And.Message.Contains(folder));
    }

    [Test]
    public void An_adapter_of_another_model_is_refused()
    {
        using var other = Checkpoint.Load(RepositoryFiles.Path("models", "llama-atlas-tiny"));
        Assert.That(() => AdaptedModel.Load(other, Path.GetDirectoryName(Reference("rank2", "x"))!), Throws.TypeOf<CheckpointException>().With.Message.Contains("have no place in llama-atlas-tiny"));
    }

    private long Loaded(Action<JsonObject> change)
    {
        Copy("atlas_guided_as_published");
        Change(change);
        using var model = AdaptedModel.Load(checkpoint, folder);
        return model.TrainableParameters;
    }

    private void Copy(string run)
    {
        foreach (var file in new[] { "adapter_config.json", "adapter_model.safetensors" })
        {
            File.Copy(Reference(run, file), Path.Combine(folder, file));
            File.SetAttributes(Path.Combine(folder, file), FileAttributes.Normal);
        }
    }

    private void Change(Action<JsonObject> change)
    {
        var path = Path.Combine(folder, "adapter_config.json");
        var config = Json(path);
        change(config);
        File.WriteAllText(path, config.ToJsonString());
    }

    private static JsonObject Json(string path) => JsonNode.Parse(File.ReadAllText(path))!.AsObject();

    private static IEnumerable<string> InOrder(SafetensorsFile file) =>
        file.Entries.Values.OrderBy(entry => entry.Offset).Select(entry => $"{entry.Name} {entry.Dtype} [{string.Join(", ", entry.Shape)}]");

    [SetUp]
    public void Make_a_folder() => folder = Directory.CreateTempSubdirectory("lfmspec-").FullName;

    [TearDown]
    public void Delete_the_folder() => Directory.Delete(folder, recursive: true);

    public void Dispose() => checkpoint.Dispose();
}
