using LfmSpec.Models.Checkpoints;
using static TorchSharp.torch;

namespace LfmSpec.Models.Tests.Sites;

/// <summary>Weights may be finite and what is computed with them not: then it is said where that begins, and no text is printed.</summary>
[TestFixture]
public class NotFiniteTests
{
    private static readonly long[] Ids = [1, 296, 317];

    [Test]
    public void The_first_site_that_is_not_finite_is_named_with_its_position()
    {
        using var copy = Overflowing();
        using var checkpoint = Checkpoint.Load(copy.Folder);
        using var ids = tensor(Ids).unsqueeze(0);
        var found = NotFinite.Find(checkpoint.Model, ids)!;
        Assert.That(found.Site, Is.EqualTo(new Site(SiteKind.MlpOutput, 3)));
        Assert.That(found.MadeByVisitor, Is.False);
        Assert.That(found.ToString(), Does.Match("^(NaN|an infinite value) at L03.MlpOutput, position 0$"));
    }

    [Test]
    public void A_run_whose_values_are_all_finite_has_none()
    {
        using var checkpoint = Checkpoint.Load(RepositoryFiles.Path("models", "llama-atlas-tiny"));
        using var ids = tensor(Ids).unsqueeze(0);
        Assert.That(NotFinite.Find(checkpoint.Model, ids), Is.Null);
    }

    [Test]
    public void What_a_visitor_puts_in_is_told_from_what_the_model_makes()
    {
        using var checkpoint = Checkpoint.Load(RepositoryFiles.Path("models", "llama-atlas-tiny"));
        using var ids = tensor(Ids).unsqueeze(0);
        var found = NotFinite.Find(checkpoint.Model, ids, new Infinite(new Site(SiteKind.OperatorOutput, 4), position: 2))!;
        Assert.That(found, Is.EqualTo(new NotFinite(new Site(SiteKind.OperatorOutput, 4), 0, 2, IsNaN: false, MadeByVisitor: true)));
    }

    [Test]
    public void Generation_ends_in_an_error_that_names_the_site_instead_of_printing_pads()
    {
        using var copy = Overflowing();
        using var checkpoint = Checkpoint.Load(copy.Folder);
        Assert.That(
            () => TextGeneration.Stream(checkpoint, new GenerationRequest([1, 296, 317]) { MaxNewTokens = 4 }).ToArray(),
            Throws.TypeOf<CheckpointException>().With.Message.Contains("after 3 tokens the logits are not finite: there is").And.Message.Contains("L03.MlpOutput, position 0"));
    }

    // Large finite weights, whose products are beyond float32.
    private static CheckpointCopy Overflowing()
    {
        var copy = new CheckpointCopy("llama-atlas-tiny");
        copy.EditTensors(tensors =>
        {
            foreach (var name in new[] { "model.layers.3.mlp.up_proj.weight", "model.layers.3.mlp.down_proj.weight" })
            {
                var bytes = new byte[tensors[name].Bytes.Length];
                for (var index = 0; index < bytes.Length; index += 2)
                {
                    (bytes[index], bytes[index + 1]) = (0x7F, 0x7F); // 3.4e38
                }

                tensors[name] = tensors[name] with { Bytes = bytes };
            }
        });
        return copy;
    }

    private sealed class Infinite(Site site, int position) : ISiteVisitor
    {
        public bool Wants(Site asked) => false;

        public Tensor Visit(Site visited, Tensor value)
        {
            if (visited != site)
            {
                return value;
            }

            var changed = value.clone();
            changed[0, position, 7] = tensor(float.PositiveInfinity);
            return changed;
        }
    }
}
