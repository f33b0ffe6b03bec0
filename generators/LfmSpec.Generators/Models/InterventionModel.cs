using System.Globalization;

namespace LfmSpec.Generators;

/// <summary>One change at one block.</summary>
/// <param name="Layer">The block, from 0.</param>
/// <param name="At">The positions.</param>
internal abstract record InterventionModel(int Layer, PositionSetModel At)
{
    /// <summary>The vocabulary's word for it, which is the category of its test.</summary>
    public abstract string Word { get; }

    /// <summary>The block as names and categories write it, such as <c>L05</c>.</summary>
    public string LayerName => $"L{Layer.ToString("00", CultureInfo.InvariantCulture)}";

    /// <summary>The component that it changes.</summary>
    public abstract Component Component { get; }

    /// <summary>The head that it changes, or null.</summary>
    public virtual int? ComponentHead => null;

    /// <summary>Whether it puts something in the place of the component's value, rather than add to it.</summary>
    public abstract bool Replaces { get; }

    /// <summary>Whether what it puts there depends neither on the value nor on what came before it in the run.</summary>
    public virtual bool ForgetsTheRun => false;

    /// <summary>The positions that the record of <c>LfmSpec</c> has if none are given.</summary>
    public virtual PositionSetModel DefaultAt => PositionSetModel.All;
}

/// <summary>An ablation; see <c>LfmSpec.Lab.Ablation</c>.</summary>
internal sealed record AblationModel(int Layer, Component Target, Replacement With, int? Head, long Seed, PositionSetModel At)
    : InterventionModel(Layer, At)
{
    /// <inheritdoc/>
    public override string Word => "Ablate";

    /// <inheritdoc/>
    public override Component Component => Target;

    /// <inheritdoc/>
    public override int? ComponentHead => Head;

    /// <inheritdoc/>
    public override bool Replaces => true;

    /// <inheritdoc/>
    public override bool ForgetsTheRun => With is not (Replacement.Mean or Replacement.Input);
}

/// <summary>A steering; see <c>LfmSpec.Lab.Steering</c>.</summary>
internal sealed record SteeringModel(int Layer, DirectionModel Direction, double Scale, SteeringUnit Unit, PositionSetModel At)
    : InterventionModel(Layer, At)
{
    /// <inheritdoc/>
    public override string Word => "Steer";

    /// <inheritdoc/>
    public override Component Component => Component.Block;

    /// <inheritdoc/>
    public override bool Replaces => false;

    /// <inheritdoc/>
    public override PositionSetModel DefaultAt => PositionSetModel.Last;
}

/// <summary>A patching; see <c>LfmSpec.Lab.Patching</c>.</summary>
internal sealed record PatchingModel(int Layer, Component Target, PatchInto Into, int? Head, PositionSetModel At) : InterventionModel(Layer, At)
{
    /// <inheritdoc/>
    public override string Word => "Patch";

    /// <inheritdoc/>
    public override Component Component => Target;

    /// <inheritdoc/>
    public override int? ComponentHead => Head;

    /// <inheritdoc/>
    public override bool Replaces => true;

    /// <inheritdoc/>
    public override bool ForgetsTheRun => true;
}

/// <summary>A perturbation; see <c>LfmSpec.Lab.Perturbation</c>.</summary>
internal sealed record PerturbationModel(int Layer, long Seed, double Scale, PositionSetModel At) : InterventionModel(Layer, At)
{
    /// <inheritdoc/>
    public override string Word => "Perturb";

    /// <inheritdoc/>
    public override Component Component => Component.Block;

    /// <inheritdoc/>
    public override bool Replaces => false;
}

/// <summary>An intervention of a user's own kind.</summary>
/// <param name="Layer">The block, from 0.</param>
/// <param name="Kind">The record that is made.</param>
/// <param name="Attribute">The attribute's name.</param>
/// <param name="On">The component.</param>
/// <param name="Head">The head, or null.</param>
/// <param name="Label">What tells it from another of its kind, in a name.</param>
/// <param name="At">The positions.</param>
internal sealed record OwnModel(int Layer, KindModel Kind, string Attribute, Component On, int? Head, string Label, PositionSetModel At)
    : InterventionModel(Layer, At)
{
    /// <inheritdoc/>
    public override string Word => Attribute;

    /// <inheritdoc/>
    public override Component Component => On;

    /// <inheritdoc/>
    public override int? ComponentHead => Head;

    /// <inheritdoc/>
    public override bool Replaces => true;

    /// <summary>Whether it promises something, by the name of the lab's interface.</summary>
    public bool Promises(string name) => Kind.Promises.Contains(name);
}

/// <summary>The vector of a steering; see <c>LfmSpec.SteeringDirection</c>.</summary>
internal abstract record DirectionModel;

/// <summary>A random vector; see <c>LfmSpec.Lab.RandomVector</c>.</summary>
internal sealed record RandomVectorModel(long Seed) : DirectionModel;

/// <summary>A difference of means; see <c>LfmSpec.Lab.DifferenceOfMeans</c>.</summary>
internal sealed record DifferenceOfMeansModel(EquatableArray<string> Toward, EquatableArray<string> From) : DirectionModel;

/// <summary>A random vector as long as another; see <c>LfmSpec.Lab.RandomControl</c>.</summary>
internal sealed record RandomControlModel(DirectionModel Of, long Seed) : DirectionModel;
