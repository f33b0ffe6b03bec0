extern alias lab;
extern alias vocabulary;

using lab::LfmSpec.Lab;

namespace LfmSpec.Generators.Tests;

/// <summary>An intervention of a project's own: read, checked where it is written, expanded and emitted as the vocabulary's own are.</summary>
public class OwnInterventionTests
{
    private const string Kinds = """

        public sealed class OtherDefaultAttribute : InterveneAttribute<Own.Damp>
        {
            public double Factor { get; set; } = 0.9;
            public double Scale { get; set; } = 1;
        }

        public sealed class DampAttribute : InterveneAttribute<Own.Damp>
        {
            public double Factor { get; set; } = 0.5;
            public string[] Toward { get; set; } = [];
            public Component Target { get; set; }
            public int Unknown { get; set; }
            public string Wrong { get; set; } = "";
        }

        namespace Own
        {
            using TorchSharp;
            using LfmSpec.Lab;

            public abstract record Base(int Layer) : Intervention(Layer)
            {
                public override System.Func<torch.Tensor, torch.Tensor> Edit(EditContext context) => value => value;
            }

            public sealed record NoTarget(int Layer) : Base(Layer)
            {
                public Component Target { get; init; } = Component.Mlp;
            }

            [ActsOn(Component.Block)]
            public sealed record Damp(int Layer) : Base(Layer), IScaled, ICausal
            {
                public Component Target { get; init; } = Component.Mlp;
                [Takes("a factor damps; give 0 to 1", Least = 0, Most = 1)]
                public double Factor { get; init; } = 0.5;
                public double Wrong { get; init; }
                public double Scale { get; init; } = 1;
                public System.Collections.Generic.IReadOnlyList<string> Toward { get; init; } = [];
                public Intervention WithScale(double scale) => this with { Scale = scale };
            }

            [ActsOn(Component.Head)]
            public sealed record OfHead(int Layer) : Base(Layer);

            public sealed record WithLaw(int Layer) : Base(Layer)
            {
                [Law]
                public LawVerdict DirectionHasALength(CleanRuns runs, CleanRun run) => LawVerdict.Holds;
            }

            public sealed record NoLayer() : Base(0);

            public sealed record Needy(int Layer) : Base(Layer)
            {
                public required string Text { get; init; }
            }

            public class Outer
            {
                private protected sealed record Hidden(int Layer) : Base(Layer);
            }

            public sealed class NoIntervention;
        }
        """;

    [Test]
    public void Each_block_is_a_case_that_makes_the_record()
    {
        var project = Of("Damp(Layers = \"4-5\", Target = Mlp, Factor = 0.25, Toward = [\"a\", \"b\"], Position = 2)");
        var cases = project.Spec("X").Cases;
        Assert.That(cases.Select(item => item.Name), Is.EqualTo(new[] { "Damp_L04_Mlp_Factor0p25_P02", "Damp_L05_Mlp_Factor0p25_P02" }));
        var made = cases[1].Interventions.Single();
        Assert.That((made.GetType().FullName, made.Layer, made.At), Is.EqualTo(("Own.Damp", 5, PositionSet.Of(2))));
        Assert.That(made.GetType().GetProperty("Factor")!.GetValue(made), Is.EqualTo(0.25));
        Assert.That(made.GetType().GetProperty("Toward")!.GetValue(made), Is.EqualTo(new[] { "a", "b" }));
    }

    [Test]
    public void Without_an_attribute_of_its_own_it_is_named_by_type()
    {
        var spec = Of("Intervene<Own.OfHead>(Layer = 2, Heads = \"1-2\", At = Place.Last)").Spec("X");
        Assert.That(spec.Cases.Select(item => item.Name), Is.EqualTo(new[] { "OfHead_L02_H01_Last", "OfHead_L02_H02_Last" }));
        Assert.That(spec.Cases.Select(item => item.Interventions.Single().Head), Is.EqualTo(new int?[] { 1, 2 }));
        Assert.That(spec.Cases[0].Interventions.Single().At, Is.EqualTo(PositionSet.Last));
    }

    [Test]
    public void It_sweeps_over_the_blocks_that_have_its_component() =>
        Assert.That(Of("Intervene<Own.OfHead>(Head = 0)").Spec("X").Cases.Select(item => item.Interventions.Single().Layer), Is.EqualTo(new[] { 2, 4, 6, 8, 10, 12 }));

    [Test]
    public void Two_of_other_settings_are_told_apart_by_Case() => Assert.That(
        Of("Damp(Layer = 5, Toward = [\"a\"], Case = \"one\"), Damp(Layer = 5, Toward = [\"b\"], Case = \"other\")").Spec("X").Cases.Select(item => item.Name),
        Is.EqualTo(new[] { "Damp_L05_one", "Damp_L05_other" }));

    [Test]
    public void Its_laws_are_those_of_all_and_those_that_it_promises()
    {
        const string OfAll = "Law_CleanIntoCleanIsClean Law_ResumedEqualsFull Law_BatchedEqualsSingle";
        string Laws(string attribute) => string.Join(' ', Of(attribute).Tests("X").Where(name => name.StartsWith("Law_", StringComparison.Ordinal)));
        Assert.That(Laws("Intervene<Own.OfHead>(Head = 0)"), Is.EqualTo(OfAll));
        Assert.That(Laws("Intervene<Own.WithLaw>(Layer = 5)"), Is.EqualTo($"{OfAll} Law_DirectionHasALength"));
        Assert.That(Laws("Damp(Layer = 5)"), Is.EqualTo($"{OfAll} Law_ScaleZeroIsClean Law_ChangedRunIsCausal"));
        Assert.That(Laws("Damp(Layer = 5, Together = \"t\"), Intervene<Own.OfHead>(Layer = 2, Head = 0, Together = \"t\")"), Is.EqualTo($"{OfAll} Law_ScaleZeroIsClean Law_OrderDoesNotMatter"));
    }

    [TestCase("⟦Intervene<Own.Base>⟧", "LFM034", "Base cannot be used here, as it is abstract, so that none can be made; derive a class from it and name that")]
    [TestCase("⟦Intervene<Own.NoLayer>⟧", "LFM034", "NoLayer cannot be used here, as it has no constructor of the layer alone; give it one, as (int Layer), and settings as properties")]
    [TestCase("⟦Intervene<Own.Needy>⟧", "LFM034", "Needy cannot be used here, as its property Text is required, and an attribute may leave it out; give it a usual value")]
    [TestCase("⟦Intervene<Own.NoIntervention>⟧", "LFM034", "NoIntervention cannot be used here, as it does not derive from LfmSpec.Lab.Intervention")]
    [TestCase("⟦Intervene<int>⟧", "LFM034", "Int32 cannot be used here, as it does not derive from LfmSpec.Lab.Intervention")]
    [TestCase("⟦OtherDefault⟧(Layer = 5)", "LFM034",
        "Damp cannot be used here, as its attribute says Factor = 0.9 unless told and Damp itself 0.5, which is what is run; write one value in both")]
    [TestCase("⟦Intervene<Own.NoTarget>(Layer = 5)⟧", "LFM034", "NoTarget cannot be used here, as nothing says which component it changes; give Target, or let [ActsOn] on the type say the usual one")]
    [TestCase("Damp(Layer = 5, Toward = [\"a\"]), ⟦Damp(Layer = 5, Toward = [\"b\"])⟧", "LFM020", "tell them apart by Case = \"...\"")]
    [TestCase("Damp(⟦Layer = 14⟧)", "LFM004", "Layer 14 does not exist: lfm2-atlas-tiny has 14 blocks, 0 to 13")]
    [TestCase("Damp(⟦Factor = 2⟧)", "LFM034", "Damp cannot be used here, as Factor = 2 cannot be used, as a factor damps; give 0 to 1")]
    [TestCase("Damp(⟦Wrong = \"a\"⟧)", "LFM034", "Damp cannot be used here, as Wrong of Damp is of the type double; give it that type in the attribute too")]
    [TestCase("Damp(⟦Unknown = 1⟧)", "LFM029", "Unknown has no meaning here, as Damp heeds Factor, Scale, Target, Toward and Wrong")]
    [TestCase("Damp(⟦Layer = 2⟧, Target = Gate)", "LFM007", "Block 2 of lfm2-atlas-tiny has no gate: it is attention, and only blocks")]
    [TestCase("Intervene<Own.OfHead>(⟦Layer = 0⟧, Head = 0)", "LFM007", "Block 0 of lfm2-atlas-tiny has no head: it is a convolution, and only blocks 2, 4, 6, 8, 10 and 12 have one")]
    [TestCase("Intervene<Own.OfHead>(Layer = 2, ⟦Head = 8⟧)", "LFM006", "Head 8 does not exist: lfm2-atlas-tiny has 8 query heads, 0 to 7")]
    [TestCase("Damp(Layer = 5, ⟦Head = 1⟧)", "LFM017", "Head names a head but the target is Block")]
    [TestCase("Damp(Layer = 5, Together = \"t\"), ⟦Ablate(Layer = 5, Target = Mlp, Together = \"t\")⟧", "LFM010", "")]
    public void A_mistake_is_told_at_its_argument(string attributes, string id, string message)
    {
        var source = MarkedSource.Parse($"[Experiment, {attributes}] public partial class X;{Kinds}");
        var found = new Project { Source = source.Text }.Analyze().Single();
        Assert.That((found.Id, found.Location.SourceSpan), Is.EqualTo((id, source.Spans.Single())), found.GetMessage());
        Assert.That(found.GetMessage(), Does.StartWith(message).Or.Contain(message));
    }

    private static BuiltProject Of(string attributes) => BuiltProject.Of($"[Experiment, {attributes}] public partial class X;{Kinds}");
}
