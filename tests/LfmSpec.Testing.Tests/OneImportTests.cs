using System.Diagnostics;
using System.Text.Json;
using LfmSpec.Models.Tests;

namespace LfmSpec.Testing.Tests;

/// <summary>A project outside of the repository that has one import and nothing else.</summary>
[TestFixture]
public class OneImportTests
{
    private string folder = "";

    [SetUp]
    public void MakeFolder() => folder = Directory.CreateTempSubdirectory("lfmspec").FullName;

    [TearDown]
    public void DeleteFolder() => Directory.Delete(folder, recursive: true);

    [TestCase(false)]
    [TestCase(true)]
    public void It_is_a_test_project_and_a_program_with_the_packages_in_the_repositorys_versions(bool hasProgram)
    {
        var project = Path.Combine(folder, "Mine.csproj");
        File.WriteAllText(project, $"""<Project Sdk="Microsoft.NET.Sdk"><Import Project="{RepositoryFiles.Path("src", "LfmSpec.Testing", "Experiments.props")}" /></Project>""");
        if (hasProgram)
        {
            File.WriteAllText(Path.Combine(folder, "Program.cs"), "return 0;");
        }

        using var json = JsonDocument.Parse(Evaluate(project));
        string Property(string name) => json.RootElement.GetProperty("Properties").GetProperty(name).GetString()!;
        string[] Items(string name) => [.. json.RootElement.GetProperty("Items").GetProperty(name).EnumerateArray().Select(item => item.GetProperty("Identity").GetString()!)];
        Assert.Multiple(() =>
        {
            Assert.That((Property("OutputType"), Property("IsTestProject"), Property("GenerateProgramFile"), Property("TargetFramework"), Property("ManagePackageVersionsCentrally")), Is.EqualTo(("Exe", "true", "false", "net10.0", "true")));
            Assert.That(Items("PackageReference"), Is.SupersetOf(new[] { "Microsoft.NET.Test.Sdk", "NUnit", "NUnit3TestAdapter", "NUnit.Analyzers" }));
            Assert.That(Items("PackageVersion"), Is.SupersetOf(new[] { "Microsoft.NET.Test.Sdk", "NUnit", "NUnit3TestAdapter", "NUnit.Analyzers" }));
            Assert.That(Items("ProjectReference").Select(Path.GetFileNameWithoutExtension), Is.SupersetOf(new[] { "LfmSpec.Testing", "LfmSpec.Generators", "Verify.NUnit" }));
            Assert.That(Items("Compile").Select(Path.GetFileName), Is.EqualTo(new[] { hasProgram ? "Program.cs" : "ExperimentsProgram.txt" }));
            Assert.That(Items("AssemblyMetadata"), Does.Contain("LfmSpec.Snapshots"));
        });
    }

    private static string Evaluate(string project)
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = Path.GetDirectoryName(project)! };
        foreach (var argument in new[] { "msbuild", project, "-nologo", "-getProperty:OutputType,IsTestProject,GenerateProgramFile,TargetFramework,ManagePackageVersionsCentrally", "-getItem:PackageReference,PackageVersion,ProjectReference,Compile,AssemblyMetadata" })
        {
            start.ArgumentList.Add(argument);
        }

        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.That(process.ExitCode, Is.Zero, output + errors.Result);
        return output;
    }
}
