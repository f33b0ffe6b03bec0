using System.Text;
using System.Text.Json.Nodes;
using LfmSpec.Lab;
using LfmSpec.Models;
using LfmSpec.Models.Adapters;
using LfmSpec.Models.Chat;
using LfmSpec.Models.Checkpoints;
using LfmSpec.Models.Hub;
using LfmSpec.Models.Tests.Tokenization;
using LfmSpec.Models.Tokenization;
using LfmSpec.Testing;

namespace LfmSpec.Fuzz.Tests;

/// <summary>Every kind of file that the product reads.</summary>
internal static class FuzzedFiles
{
    private const string Text = "Hello  wörld, 12345 \U0001F600\n\t<|im_end|> isn't 5²";

    private static readonly string[] Models = ["lfm2-atlas-tiny", "llama-atlas-tiny", "qwen2-atlas-tiny"];

    private static readonly ChatMessage[] Chat = [new("system", "Be brief."), new("user", "Hi"), new("assistant", "Hello"), new("user", "1 + 1?")];

    private static readonly Lazy<Checkpoint> Loaded = new(() => Checkpoint.Load(RepositoryFiles.Path("models", Models[0])));

    /// <summary>All of them.</summary>
    internal static IReadOnlyList<FuzzedFile> All { get; } =
    [
        new("config", FileFormat.Json, OfModels("config.json"), ReadConfiguration),
        new("generation_config", FileFormat.Json, [.. OfModels("generation_config.json"), Bytes("""{"eos_token_id": [7, 2], "pad_token_id": 0}""")], ReadEndOfText),
        new("tokenizer", FileFormat.Json, [.. OfModels("tokenizer.json"), .. SmallTokenizers()], ReadTokenizer),
        new("tokenizer_config", FileFormat.Json, [.. OfModels("tokenizer_config.json"), Bytes(TokenizerConfiguration)], (input, folder) => ReadTemplate(Written(input, folder, "tokenizer_config.json"))),
        new("chat_template", FileFormat.Text, [.. OfModels("chat_template.jinja"), Bytes(Template)], (input, folder) => ReadTemplate(Written(input, folder, "chat_template.jinja"))),
        new("adapter_config", FileFormat.Json, [.. Tuned("adapter_config.json"), Bytes(AdapterConfiguration)], (input, folder) => ReadAdapter(input, folder, "adapter_config.json", "adapter_model.safetensors")),
        new("adapter_model", FileFormat.Safetensors, Tuned("adapter_model.safetensors"), (input, folder) => ReadAdapter(input, folder, "adapter_model.safetensors", "adapter_config.json")),
        new("safetensors", FileFormat.Safetensors, [SmallTensors("a", "b"), SmallTensors("norm.weight")], ReadTensors),
        new("model_index", FileFormat.Json, [Bytes(ShardsIndex)], ReadIndex),
        new("prompts", FileFormat.Json, [Bytes(Suite), Files("src", "LfmSpec.Lab", "Prompts", "TaskFamilies.json")], (input, folder) => PromptSource.Read(Path.Combine(Written(input, folder, "p.json"), "p.json"), "here")),
        new("task_files", FileFormat.Json, [Bytes(Tasks)], (input, folder) => PromptSource.Read(Written(input, folder, "copying.json"), "here")),
        new("tuning", FileFormat.JsonLines, [Bytes(Examples), Bytes(Chats), Bytes(Alpaca)], (input, folder) => TuningData.Read(Path.Combine(Written(input, folder, "d.jsonl"), "d.jsonl"), Loaded.Value)),
        new("table", FileFormat.Text, Folder("snapshots", Models[0]), ReadTable),
        new("published", FileFormat.Text, Folder("published", "LiquidAI--LFM2.5-230M"), ReadPublished),
        new("results", FileFormat.JsonLines, [Bytes(Results)], (input, folder) => _ = ResultFiles.Lines(Path.Combine(Written(input, folder, "r.jsonl"), "r.jsonl"), _ => { }).Count),
        new("hub_listing", FileFormat.Json, [Bytes(Listing)], (input, _) => HubListing.Read(input, Repository)),
    ];

    private static HubRepository Repository => HubRepository.Parse("org/tiny", null);

    private static string Template =>
        "{{ bos_token }}{% set ns = namespace(n=0) %}{% for m in messages if m.role != 'tool' %}{% set ns.n = ns.n + 1 %}{{ '<|im_start|>' ~ m['role'] }}\n{{ m.content | trim }}<|im_end|>\n"
        + "{% if loop.last and m.content is string %}{{ m.content.split(' ') | length }}{% endif %}{% endfor %}{% macro a(x, y=2) %}{{ x * y }}{% endmacro %}{{ a(3) }}{{ messages | tojson }}\n"
        + "{%- if add_generation_prompt %}{{ '<|im_start|>assistant\n' }}{% endif %}";

    private static string TokenizerConfiguration =>
        """{"bos_token":"<|startoftext|>","eos_token":{"content":"<|im_end|>","lstrip":false},"pad_token":null,"chat_template":[{"name":"default","template":"{{bos_token}}{% for m in messages %}{{m.role}}{% endfor %}"},{"name":"tool","template":"x"}],"model_max_length":1e30}""";

    private static string AdapterConfiguration =>
        """{"peft_type":"LORA","task_type":"CAUSAL_LM","r":2,"lora_alpha":4,"bias":"none","target_modules":".*(w1|w2)","rank_pattern":{"w1":3,".*q_proj":2},"alpha_pattern":{"w2":4.5},"layers_to_transform":[0,1,2],"use_rslora":true}""";

    private static string ShardsIndex => """{"metadata":{"total_size":12},"weight_map":{"a":"model-00001-of-00002.safetensors","b":"model-00002-of-00002.safetensors"}}""";

    private static string Suite =>
        """{"families":{"greetings":{"test":[{"prompt":"Dear Sir or","target":" Madam"},"Good morning,"],"train":[{"prompt":"Yours","target":" sincerely"}],"validation":[]},"more":["a b c","d e f"]}}""";

    private static string Tasks =>
        """{"family":"copying","num_examples":2,"examples":[{"task_id":"a","prompt":"Copy: x","target":"x","metadata":{"family":"copying","split":"test"}},{"task_id":"b","prompt":"Copy: y","target":"","metadata":{"split":"train"}}]}""";

    private static string Examples => "{\"prompt\":\"1+1=\",\"completion\":\"2\"}\n{\"prompt\":\"1+2=\",\"completion\":\"3\",\"held_out\":true}\n\n{\"prompt\":[{\"role\":\"user\",\"content\":\"Hi\"}],\"completion\":[{\"role\":\"assistant\",\"content\":\"Hello\"}]}\n";

    private static string Chats => "{\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"},{\"role\":\"assistant\",\"content\":\"Hello\"}]}\n{\"messages\":[{\"role\":\"user\",\"content\":\"1+1?\"},{\"role\":\"assistant\",\"content\":\"2\"}]}\n";

    private static string Alpaca => """[{"instruction":"Add.","input":"1, 2","output":"3"},{"instruction":"Greet.","output":"Hello"},{"instruction":"Go.","input":"","output":"No"}]""";

    private static string Listing =>
        $$"""{"id":"org/tiny","sha":"{{new string('a', 40)}}","siblings":[{"rfilename":"config.json"},{"rfilename":"model.safetensors","size":12},{"rfilename":"a/b.json"}]}""";

    private static string Results => string.Join('\n', new[]
    {
        new KeptLine(Heading: new ShardHeading(1, 2, "1", ["LayerAblation"])),
        new KeptLine("00ff", Divergence: new Divergence(new Dictionary<string, IReadOnlyList<double>> { ["Kl"] = [0.5, 0.25], ["Top1"] = [1, 0], ["LogitShift"] = [1.5, 0.0] })),
    }.Select(line => line.ToString())) + "\n";

    private static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);

    private static byte[] Files(params string[] parts) => File.ReadAllBytes(RepositoryFiles.Path(parts));

    private static byte[][] OfModels(string file) => [.. Models.Select(model => Files("models", model, file))];

    private static byte[][] SmallTokenizers()
    {
        var split = SmallTokenizer.Json();
        split["pre_tokenizer"] = SmallTokenizer.Sequence(SmallTokenizer.Split(@"[^\s\p{L}]+|\s+(?!\S)|(?i:'s|'t)|a{1,3}"), SmallTokenizer.ByteLevel(useRegex: true));
        split["post_processor"] = JsonNode.Parse("""{"type":"TemplateProcessing","single":[{"SpecialToken":{"id":"<end>","type_id":0}},{"Sequence":{"id":"A","type_id":0}}],"pair":[],"special_tokens":{"<end>":{"id":"<end>","ids":[263],"tokens":["<end>"]}}}""");
        return [Bytes(SmallTokenizer.Json().ToJsonString()), Bytes(split.ToJsonString())];
    }

    private static byte[][] Tuned(string file) => [.. new[] { "rank2", "attn_only" }.Select(run => Files("tests", "reference", Models[0], "tune", run, file))];

    private static byte[][] Folder(params string[] parts) => [.. Directory.GetFiles(RepositoryFiles.Path(parts), "*.md").Order(StringComparer.Ordinal).Select(File.ReadAllBytes)];

    private static byte[] SmallTensors(params string[] names)
    {
        var path = Path.GetTempFileName();
        var writer = new SafetensorsWriter(new Dictionary<string, string> { ["format"] = "pt" });
        foreach (var name in names)
        {
            writer.Add(name, SafetensorsDtype.F32, [2, 3], new byte[24]);
        }

        writer.Write(path);
        try
        {
            return File.ReadAllBytes(path);
        }
        finally
        {
            File.Delete(path);
        }
    }

    // The folder, with the file in it.
    private static string Written(byte[] input, string folder, string name)
    {
        File.WriteAllBytes(Path.Combine(folder, name), input);
        return folder;
    }

    private static void Linked(string folder, string name, string target)
    {
        if (!Path.Exists(Path.Combine(folder, name)))
        {
            File.CreateSymbolicLink(Path.Combine(folder, name), target);
        }
    }

    private static void ReadConfiguration(byte[] input, string folder)
    {
        Written(input, folder, "config.json");
        foreach (var file in new[] { "model.safetensors", "tokenizer.json" })
        {
            Linked(folder, file, RepositoryFiles.Path("models", Models[1], file));
        }

        Checkpoint.Load(folder).Dispose();
    }

    private static void ReadEndOfText(byte[] input, string folder)
    {
        Linked(folder, "config.json", RepositoryFiles.Path("models", Models[0], "config.json"));
        EndOfText.Of(Written(input, folder, "generation_config.json"));
    }

    private static void ReadTokenizer(byte[] input, string folder)
    {
        var tokenizer = HuggingFaceTokenizer.Load(Written(input, folder, "tokenizer.json"));
        tokenizer.Decode(tokenizer.Encode(Text));
    }

    private static void ReadTemplate(string folder) => ChatTemplateFile.Read(folder)?.Render(Chat, addGenerationPrompt: true);

    private static void ReadAdapter(byte[] input, string folder, string name, string other)
    {
        Linked(folder, other, RepositoryFiles.Path("tests", "reference", Models[0], "tune", "rank2", other));
        AdaptedModel.Load(Loaded.Value, Written(input, folder, name)).Dispose();
    }

    private static void ReadTensors(byte[] input, string folder)
    {
        using var file = SafetensorsFile.Open(Path.Combine(Written(input, folder, "model.safetensors"), "model.safetensors"));
        foreach (var name in file.Entries.Keys)
        {
            file.Bytes(name);
        }
    }

    private static void ReadIndex(byte[] input, string folder)
    {
        Written(SmallTensors("a"), folder, "model-00001-of-00002.safetensors");
        Written(SmallTensors("b"), folder, "model-00002-of-00002.safetensors");
        ShardIndex.ReadFileNames(Path.Combine(Written(input, folder, "model.safetensors.index.json"), "model.safetensors.index.json"));
        WeightFiles.Open(folder).Dispose();
    }

    private static void ReadTable(byte[] input, string folder)
    {
        var page = Encoding.UTF8.GetString(input);
        var whole = Encoding.UTF8.GetString(All.Single(file => file.Name == "table").Seeds[0]);
        ApprovedTable.Compare("Page", whole, page);
        ApprovedTable.Compare("Page", page, whole);
        ResultTable.Parse(page)?.ToMarkdown();
    }

    private static void ReadPublished(byte[] input, string folder)
    {
        Directory.CreateDirectory(Path.Combine(folder, "org--tiny"));
        Written(input, Path.Combine(folder, "org--tiny"), "Page.md");
        var whole = ResultTable.Parse(Encoding.UTF8.GetString(All.Single(file => file.Name == "table").Seeds[0]))!;
        if (PublishedTable.Read(folder, "org--tiny", "Page") is { } table)
        {
            var compared = table.Against(whole, onTaskFiles: true);
            compared.ToMarkdown();
            compared.Summary();
        }
    }
}
