extern alias lab;
extern alias vocabulary;

using System.Reflection;
using System.Runtime.Loader;
using Microsoft.CodeAnalysis;
using lab::LfmSpec.Lab;
using vocabulary::LfmSpec;

namespace LfmSpec.Generators.Tests;

/// <summary>A project that was generated, compiled without a warning, and loaded: its experiments as the lab would see them.</summary>
internal sealed class BuiltProject
{
    private readonly Assembly _assembly;

    private BuiltProject(Assembly assembly) => _assembly = assembly;

    /// <summary>Builds a source, and fails on any warning or error of the compiler.</summary>
    public static BuiltProject Of(string source) => Of(new Project { Source = source });

    /// <summary>Builds a project, and fails on any warning or error of the compiler.</summary>
    public static BuiltProject Of(Project project)
    {
        var compilation = project.Generate(out _);
        Assert.That(compilation.GetDiagnostics().Where(diagnostic => diagnostic.Severity >= DiagnosticSeverity.Warning), Is.Empty);
        using var image = new MemoryStream();
        Assert.That(compilation.Emit(image).Success, Is.True);
        image.Position = 0;
        return new(new AssemblyLoadContext(null, isCollectible: true).LoadFromStream(image));
    }

    /// <summary>An experiment's data.</summary>
    public ExperimentSpec Spec(string name) => (ExperimentSpec)Type(name).GetProperty("Spec")!.GetValue(null)!;

    /// <summary>The list of all experiments.</summary>
    public IReadOnlyList<ExperimentSpec> All => (IReadOnlyList<ExperimentSpec>)Type("LfmSpec.Generated.AllExperiments").GetProperty("Specs")!.GetValue(null)!;

    /// <summary>The names of a fixture's tests in the order of the source.</summary>
    public IReadOnlyList<string> Tests(string name) =>
        [.. Type(name).GetMethods().Where(method => method.IsDefined(typeof(TestAttribute))).OrderBy(method => method.MetadataToken).Select(method => method.Name)];

    /// <summary>A fixture or one of its tests.</summary>
    public MemberInfo Member(string type, string? method = null) => method is null ? Type(type) : Type(type).GetMethod(method)!;

    private Type Type(string name) => _assembly.GetType(name, throwOnError: true)!;
}
