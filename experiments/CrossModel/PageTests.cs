using LfmSpec.Lab;
using LfmSpec.Testing;
using VerifyNUnit;
using VerifyTests;

namespace CrossModel;

/// <summary>The models of the project side by side.</summary>
[TestFixture]
public class PageTests
{
    [Test]
    public async Task Baseline()
    {
        var verify = new VerifySettings();
        verify.UseDirectory(Path.Combine(ExperimentSettings.Of(typeof(PageTests).Assembly, model: null).SnapshotFolder, ".."));
        verify.UseTypeName(CrossModelTable.Name);
        verify.UseMethodName(ApprovedTable.Method);
        verify.UseStringComparer((received, approved, _) => Task.FromResult(ApprovedTable.Compare(CrossModelTable.Name, received, approved)));
        await Verifier.Verify(Comparison.Page(TextWriter.Null).ToMarkdown(), "md", verify);
    }
}
