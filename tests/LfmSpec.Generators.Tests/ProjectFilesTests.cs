namespace LfmSpec.Generators.Tests;

/// <summary>Which files the compiler knows to be missing.</summary>
public class ProjectFilesTests
{
    [TestCase("/project/a.json", null)]
    [TestCase("/project/data/b.jsonl", null)]
    [TestCase("/project/./data/../a.json", null)]
    [TestCase("/project/data", null)]
    [TestCase("/project/data/", null)]
    [TestCase("/project/c.json", "the project has no file c.json; did you mean a.json?")]
    [TestCase("/project/data/far/away.json", "the project has no file data/far/away.json")]
    [TestCase("/project/date", "the project has no folder with files of the type json or jsonl named date; did you mean data?")]
    [TestCase("/elsewhere/c.json", null)]
    [TestCase("/project/../elsewhere/c.json", null)]
    [TestCase("/project/c.txt", null)]
    public void A_file_of_a_listed_type_within_the_project_is_known_to_be_missing_and_no_other(string path, string? problem) =>
        Assert.That(Of("/project", "json jsonl", "/project/a.json", "/project/data/b.jsonl", "/models/config.json").Problem(path), Is.EqualTo(problem));

    [TestCase("C:\\Project", "c:\\project\\data\\a.json", "C:\\Project\\data/a.json", null)]
    [TestCase("C:\\Project", "c:\\project\\data\\a.json", "C:\\Project\\a.json", "the project has no file a.json")]
    public void The_separators_and_the_case_of_the_projects_own_folder_do_not_count(string folder, string listed, string path, string? problem) =>
        Assert.That(Of(folder, "json", listed).Problem(path), Is.EqualTo(problem));

    [Test]
    public void Where_the_compiler_was_told_of_no_files_the_run_says() => Assert.That(
        new[] { Of("/project", null), Of(null, "json") }.Select(files => files.Problem("/project/a.json")), Has.All.Null);

    [Test]
    public void A_project_that_lists_the_file_builds()
    {
        var project = new Project
        {
            Source = "[Experiment, Ablate(Layer = 5, Target = Mlp), Prompts(File = \"data/x.json\")] public partial class X;",
            FileTypes = "json jsonl",
            Listed = ["/project/data/x.json"],
        };
        Assert.That(project.Analyze(), Is.Empty);
        Assert.That(BuiltProject.Of(project).Spec("X").Prompts.File, Does.EndWith("x.json"));
    }

    [Test]
    public void The_properties_of_a_project_of_experiments_list_the_types_that_the_lab_reads()
    {
        var props = System.Xml.Linq.XDocument.Load(Path.Combine(AppContext.BaseDirectory, "Experiments.props"));
        var types = props.Descendants("LfmSpecFileTypes").Single().Value.Split(' ');
        Assert.That(
            props.Descendants("AdditionalFiles").Select(element => element.Attribute("Include")!.Value),
            Does.Contain(string.Join(";", types.Select(type => $"**/*.{type}"))));
        Assert.That(
            props.Descendants("CompilerVisibleProperty").SelectMany(element => element.Attribute("Include")!.Value.Split(';')),
            Is.EquivalentTo(new[] { "MSBuildProjectDirectory", "LfmSpecFileTypes" }));
    }

    private static ProjectFiles Of(string? folder, string? types, params string[] paths) =>
        ProjectFiles.Of(paths, new Project { Source = "", Folder = folder, FileTypes = types }.Options);
}
