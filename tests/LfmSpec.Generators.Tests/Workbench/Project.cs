using System.Collections.Immutable;
using System.Xml.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Text;

namespace LfmSpec.Generators.Tests;

/// <summary>A project of experiments as the compiler sees it, without a disk.</summary>
internal sealed record Project
{
    /// <summary>The path of the source under test.</summary>
    public const string SourcePath = "/project/Experiments.cs";

    /// <summary>The path of the model's configuration.</summary>
    public const string ConfigPath = "/models/config.json";

    /// <summary>What generated code calls, and no more.</summary>
    private const string FixtureStub = """
        #pragma warning disable CS1591
        namespace LfmSpec.Testing
        {
            public static class Fixture
            {
                public static System.Threading.Tasks.Task Case(LfmSpec.Lab.ExperimentSpec spec, string name) => Stub(spec, name);
                public static System.Threading.Tasks.Task Observe(LfmSpec.Lab.ExperimentSpec spec, string name) => Stub(spec, name);
                public static System.Threading.Tasks.Task Capability(LfmSpec.Lab.ExperimentSpec spec, string id) => Stub(spec, id);
                public static System.Threading.Tasks.Task FineTune(LfmSpec.Lab.ExperimentSpec spec, string name) => Stub(spec, name);
                public static System.Threading.Tasks.Task Law(LfmSpec.Lab.ExperimentSpec spec, LfmSpec.Law law) => Stub(spec, law.ToString());
                public static System.Threading.Tasks.Task Law(LfmSpec.Lab.ExperimentSpec spec, string law) => Stub(spec, law);
                public static System.Threading.Tasks.Task Baseline(LfmSpec.Lab.ExperimentSpec spec) => Stub(spec, "Baseline");
                private static System.Threading.Tasks.Task Stub(LfmSpec.Lab.ExperimentSpec spec, string name) =>
                    throw new System.InvalidOperationException(spec.Name + "." + name);
            }
        }
        """;

    private static readonly string GlobalUsings = string.Join("\n", XDocument
        .Load(Path.Combine(AppContext.BaseDirectory, "Experiments.props"))
        .Descendants("Using")
        .Select(element => $"global using {(element.Attribute("Static") is null ? "" : "static ")}{element.Attribute("Include")!.Value};"));

    private static readonly ImmutableArray<MetadataReference> References =
    [
        .. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!)
            .Split(Path.PathSeparator)
            .Where(path => Path.GetFileNameWithoutExtension(path) is "mscorlib" or "netstandard" or "nunit.framework" or "LfmSpec" or "LfmSpec.Lab" or "LfmSpec.Models" or "TorchSharp"
                || Path.GetFileName(path).StartsWith("System.", StringComparison.Ordinal))
            .Select(path => MetadataReference.CreateFromFile(path)),
    ];

    /// <summary>The source under test.</summary>
    public required string Source { get; init; }

    /// <summary>Other files: path and text.</summary>
    public ImmutableArray<(string Path, string Text)> Others { get; init; } = [];

    /// <summary>The models' configurations: name and text.</summary>
    public ImmutableArray<(string Name, string Text)> Models { get; init; } = [("lfm2-atlas-tiny", Configs.Lfm2)];

    /// <summary>The configurations of the models that the project lists besides, each in a folder of its name.</summary>
    public ImmutableArray<(string Name, string Text)> OtherModels { get; init; } = [];

    /// <summary>The project's folder as the compiler is told, or null.</summary>
    public string? Folder { get; init; } = "/project";

    /// <summary>The endings of the files of which the project lists all, such as <c>json jsonl</c>, or null.</summary>
    public string? FileTypes { get; init; }

    /// <summary>The files that the project lists, full paths.</summary>
    public ImmutableArray<string> Listed { get; init; } = [];

    /// <summary>The files that the project lists with what is in them: full path and text.</summary>
    public ImmutableArray<(string Path, string Text)> Texts { get; init; } = [];

    /// <summary>Whether the project generates a documentation file: otherwise the compiler does not parse comments.</summary>
    public DocumentationMode Documentation { get; init; } = DocumentationMode.None;

    /// <summary>Whether the words of the vocabulary are global usings, as Experiments.props makes them.</summary>
    public bool HasGlobalUsings { get; init; } = true;

    /// <summary>Whether the project refers to the lab.</summary>
    public bool RefersToLab { get; init; } = true;

    /// <summary>What the project refers to besides.</summary>
    public ImmutableArray<MetadataReference> Packages { get; init; } = [];

    /// <summary>How every file is parsed.</summary>
    public CSharpParseOptions ParseOptions => new(LanguageVersion.Latest, Documentation);

    /// <summary>The additional files with their metadata.</summary>
    public ImmutableArray<AdditionalText> AdditionalFiles => [.. Models.Select((model, index) => new ConfigText(PathOf(index), model.Text)), .. OtherModels.Select(model => new ConfigText(PathOfOther(model.Name), model.Text)), .. Listed.Select(path => new ConfigText(path, "{}")), .. Texts.Select(file => new ConfigText(file.Path, file.Text))];

    /// <summary>The options that MSBuild hands to the compiler.</summary>
    public AnalyzerConfigOptionsProvider Options => new ProjectOptions(
        Folder, FileTypes, Models.Select((model, index) => KeyValuePair.Create(PathOf(index), ("LfmSpecModel", model.Name)))
            .Concat(OtherModels.Select(model => KeyValuePair.Create(PathOfOther(model.Name), ("LfmSpecOtherModel", "true")))).ToDictionary());

    /// <summary>The compilation before anything is generated.</summary>
    public CSharpCompilation Compile() => CSharpCompilation.Create(
        "Experiments",
        [
            Parse(HasGlobalUsings ? GlobalUsings : "", "/project/GlobalUsings.cs"),
            Parse(FixtureStub, "/project/Fixture.cs"),
            Parse(Source, SourcePath),
            .. Others.Select(other => Parse(other.Text, other.Path)),
        ],
        [.. References.Where(reference => RefersToLab || Path.GetFileName(reference.Display) != "LfmSpec.Lab.dll"), .. Packages],
        new(OutputKind.DynamicallyLinkedLibrary, nullableContextOptions: NullableContextOptions.Enable));

    /// <summary>Parses a file of this project.</summary>
    public SyntaxTree Parse(string text, string path) => CSharpSyntaxTree.ParseText(text, ParseOptions, path, System.Text.Encoding.UTF8);

    /// <summary>A driver with the generator, which records its steps.</summary>
    public GeneratorDriver Driver() => CSharpGeneratorDriver.Create(
        [new ExperimentGenerator().AsSourceGenerator()],
        AdditionalFiles,
        ParseOptions,
        Options,
        new(IncrementalGeneratorOutputKind.None, trackIncrementalGeneratorSteps: true));

    /// <summary>Generates, and gives the compilation with what was generated.</summary>
    public Compilation Generate(out GeneratorDriverRunResult result)
    {
        var driver = Driver().RunGeneratorsAndUpdateCompilation(Compile(), out var output, out var diagnostics);
        Assert.That(diagnostics, Is.Empty, "the generator itself reports nothing");
        result = driver.GetRunResult();
        Assert.That(result.Results.Single().Exception, Is.Null);
        return output;
    }

    /// <summary>What the analyzer reports, of the source and the configuration, in the order of places.</summary>
    /// <param name="afterGeneration">Whether it sees the generated code too, as it does in a build.</param>
    public ImmutableArray<Diagnostic> Analyze(bool afterGeneration = true)
    {
        var compilation = afterGeneration ? Generate(out _) : Compile();
        var diagnostics = compilation
            .WithAnalyzers([new ExperimentAnalyzer()], new AnalyzerOptions(AdditionalFiles, Options))
            .GetAnalyzerDiagnosticsAsync()
            .GetAwaiter().GetResult();
        return [.. diagnostics.OrderBy(diagnostic => diagnostic.Location.SourceSpan.Start).ThenBy(diagnostic => diagnostic.Id, StringComparer.Ordinal)];
    }

    private static string PathOf(int index) => index == 0 ? ConfigPath : $"/models/{index}/config.json";

    private static string PathOfOther(string name) => $"/models/{name}/config.json";

    private sealed class ConfigText(string path, string text) : AdditionalText
    {
        public override string Path => path;

        public override SourceText GetText(CancellationToken cancellationToken = default) => SourceText.From(text, System.Text.Encoding.UTF8);
    }

    private sealed class ProjectOptions(string? folder, string? types, Dictionary<string, (string Key, string Value)> models) : AnalyzerConfigOptionsProvider
    {
        public override AnalyzerConfigOptions GlobalOptions { get; } = new Values(
            new (string Name, string? Value)[] { ("MSBuildProjectDirectory", folder), ("LfmSpecFileTypes", types) }
                .Where(property => property.Value is not null)
                .ToDictionary(property => $"build_property.{property.Name}", property => property.Value!));

        public override AnalyzerConfigOptions GetOptions(SyntaxTree tree) => new Values([]);

        public override AnalyzerConfigOptions GetOptions(AdditionalText textFile) =>
            new Values(models.TryGetValue(textFile.Path, out var metadata) ? new() { [$"build_metadata.AdditionalFiles.{metadata.Key}"] = metadata.Value } : []);
    }

    private sealed class Values(Dictionary<string, string> values) : AnalyzerConfigOptions
    {
        public override bool TryGetValue(string key, [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out string? value) => values.TryGetValue(key, out value);
    }
}
