using LfmSpec.Lab;
using LfmSpec.Testing;
using VerifyNUnit;
using VerifyTests;

namespace CrossModel;

/// <summary>The three embedded models side by side.</summary>
[TestFixture]
public class EmbeddedModels
{
    [Test]
    public async Task Baseline()
    {
        var verify = new VerifySettings();
        verify.UseDirectory(Path.Combine(ExperimentSettings.Of(typeof(EmbeddedModels).Assembly, model: null).SnapshotFolder, ".."));
        verify.UseTypeName(CrossModelTable.Name);
        verify.UseMethodName(ApprovedTable.Method);
        verify.UseStringComparer((received, approved, _) => Task.FromResult(ApprovedTable.Compare(CrossModelTable.Name, received, approved)));
        await Verifier.Verify(Comparison.Page(Comparison.Embedded, TextWriter.Null).ToMarkdown(), "md", verify);
    }
}
