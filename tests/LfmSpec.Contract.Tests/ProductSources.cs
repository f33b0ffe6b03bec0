using System.Collections.Concurrent;
using LfmSpec.Models.Tests;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace LfmSpec.Contract.Tests;

/// <summary>The product's sources as they are compiled against the genuine packages, without EMBEDDED_TORCH.</summary>
internal static class ProductSources
{
    private const string GlobalUsings =
        "global using System; global using System.IO; global using System.Linq; global using System.Collections.Generic; global using System.Threading; global using System.Threading.Tasks; global using System.Net.Http;";

    private static readonly ConcurrentDictionary<string, CSharpCompilation> Compiled = [];

    /// <summary>A project under src, compiled.</summary>
    internal static CSharpCompilation Of(string project) => Compiled.GetOrAdd(project, Compile);

    private static CSharpCompilation Compile(string project)
    {
        var options = new CSharpParseOptions(LanguageVersion.Preview);
        var folder = RepositoryFiles.Path("src", project);
        var sources = Directory.GetFiles(folder, "*.cs", SearchOption.AllDirectories)
            .Where(file => !Path.GetRelativePath(folder, file).Split(Path.DirectorySeparatorChar).Any(part => part is "bin" or "obj"))
            .Select(file => CSharpSyntaxTree.ParseText(File.ReadAllText(file), options, file))
            .Append(CSharpSyntaxTree.ParseText(GlobalUsings, options));
        var references = ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Where(path => Path.GetFileNameWithoutExtension(path) != project)
            .Select(path => MetadataReference.CreateFromFile(path));
        var kind = File.Exists(Path.Combine(folder, "Program.cs")) ? OutputKind.ConsoleApplication : OutputKind.DynamicallyLinkedLibrary;
        var compilation = CSharpCompilation.Create(project, sources, references, new CSharpCompilationOptions(kind, allowUnsafe: true, nullableContextOptions: NullableContextOptions.Enable));
        var errors = compilation.GetDiagnostics().Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error && diagnostic.Id != "CS0122").ToArray();
        Assert.That(errors, Is.Empty, $"{project} compiles without EMBEDDED_TORCH");
        return compilation;
    }
}
