using System.Collections.Immutable;
using Microsoft.CodeAnalysis;

namespace LfmSpec.Generators.Tests;

/// <summary>A driver that is run again after an edit, and why each step ran.</summary>
internal sealed class GeneratorRun
{
    private GeneratorDriver _driver;
    private Compilation _compilation;

    public GeneratorRun(Project project)
    {
        _compilation = project.Compile();
        _driver = project.Driver().RunGenerators(_compilation);
    }

    /// <summary>What the last run did.</summary>
    public GeneratorRunResult Result => _driver.GetRunResult().Results.Single();

    /// <summary>Replaces a file, or adds it, and runs again.</summary>
    public GeneratorRun Edit(Project project, string path, string text)
    {
        var tree = project.Parse(text, path);
        var old = _compilation.SyntaxTrees.FirstOrDefault(existing => existing.FilePath == path);
        _compilation = old is null ? _compilation.AddSyntaxTrees(tree) : _compilation.ReplaceSyntaxTree(old, tree);
        _driver = _driver.RunGenerators(_compilation);
        return this;
    }

    /// <summary>Replaces the model's configuration, and runs again.</summary>
    public GeneratorRun EditModel(Project after)
    {
        _driver = _driver
            .ReplaceAdditionalTexts(after.AdditionalFiles)
            .WithUpdatedAnalyzerConfigOptions(after.Options)
            .RunGenerators(_compilation);
        return this;
    }

    /// <summary>Why the outputs of a step came to be, in order.</summary>
    public ImmutableArray<IncrementalStepRunReason> Reasons(string step) =>
        [.. Result.TrackedSteps[step].SelectMany(run => run.Outputs).Select(output => output.Reason)];

    /// <summary>Why the emitted files came to be.</summary>
    public ImmutableArray<IncrementalStepRunReason> OutputReasons =>
        [.. Result.TrackedOutputSteps.Values.SelectMany(steps => steps).SelectMany(run => run.Outputs).Select(output => output.Reason)];
}
