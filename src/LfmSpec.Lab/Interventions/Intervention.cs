using System.Collections.Concurrent;
using System.Globalization;
using System.Reflection;
using LfmSpec.Models;
using static TorchSharp.torch;

namespace LfmSpec.Lab;

/// <summary>
/// One change to a forward pass, at one block: where, and what takes the value's place. The lab's own and those of a user's project derive from it alike. A kind of one's own is
/// a record that is made of its layer; its settings are properties with a usual value, which an attribute sets by name. What it does depends on its properties and on what it asks of
/// <see cref="EditContext"/>, and on nothing else: results are kept under them.
/// </summary>
/// <param name="Layer">The block, from 0.</param>
public abstract record Intervention(int Layer)
{
    private static readonly ConcurrentDictionary<Type, Func<Intervention, Component>> Components = new();

    /// <summary>The component that is changed: that of a property <c>Target</c>, or what <see cref="ActsOnAttribute"/> says on the type, or a block's output.</summary>
    public virtual Component Component => Components.GetOrAdd(GetType(), static type =>
    {
        if (type.GetProperty("Target", typeof(Component)) is { } target)
        {
            return intervention => (Component)target.GetValue(intervention)!;
        }

        var component = type.GetCustomAttribute<ActsOnAttribute>()?.Component ?? Component.Block;
        return _ => component;
    })(this);

    /// <summary>The head, from 0, where the component is <see cref="LfmSpec.Component.Head"/> or <see cref="LfmSpec.Component.OutputSlice"/>; otherwise null.</summary>
    public virtual int? Head { get; init; }

    /// <summary>The positions that are changed.</summary>
    public virtual PositionSet At { get; init; } = PositionSet.All;

    /// <summary>When it acts where a text is continued; the run of a prompt knows nothing of it.</summary>
    public During During { get; init; } = During.Both;

    /// <summary>
    /// Whether what is put in at a position depends on nothing of the run but the value there: only then can it act at new tokens, each of which is a position alone. The text that is generated so has
    /// the tokens of a full forward pass with the intervention at every position.
    /// </summary>
    public virtual bool IsPositionWise => false;

    /// <summary>Whether what is put in depends on the experiment's other prompts, as a mean over prompts does: only then may <see cref="EditContext.Prompts"/> be read.</summary>
    public virtual bool ReadsOtherPrompts => false;

    /// <summary>Whether a case that changes no value at all is a result and no mistake.</summary>
    public virtual bool MayChangeNothing => false;

    /// <summary>
    /// Whether it may make values that the model does not, whose squares could be infinite: each is looked at then. An intervention that only moves the model's own values
    /// need not be.
    /// </summary>
    protected internal virtual bool MakesValues => true;

    /// <summary>What is wrong with the intervention on a model, beside what is checked of every one (the layer, the component, the head).</summary>
    /// <param name="shape">The model's sizes.</param>
    /// <returns>The end of a sentence, such as <c>the scale 0 does not steer</c>; or null.</returns>
    public virtual string? Problem(ModelShape shape) => null;

    /// <summary>
    /// Makes the change for one run. What is made here lives as long as the run; the function that is returned is called once in each forward pass, when the pass reaches the site.
    /// </summary>
    /// <param name="context">The run, its clean values, and what else the change may depend on.</param>
    /// <returns>
    /// From the value at the site, float32, [1, positions, width], a head's columns alone where a head is named, to what takes its place: of the same shape, or one that expands to it. Only the
    /// positions of <see cref="At"/> are taken of it.
    /// </returns>
    public abstract Func<Tensor, Tensor> Edit(EditContext context);

    /// <summary>What company and laws depend on.</summary>
    internal Change Change => new()
    {
        Layer = Layer,
        Component = Component,
        Head = Head,
        Place = At.Place,
        Listed = At.Listed,
        Adds = this is IAdditive,
        IsScaled = this is IScaled,
        IsCausal = this is ICausal,
        With = (this as Ablation)?.With,
        Into = (this as Patching)?.Into,
        IsControl = this is Steering { Direction: RandomControl },
        During = During,
        IsNoise = this is Perturbation,
    };

    /// <summary>Where it acts, and on which part.</summary>
    internal (Site Site, Region Region) Where(ModelShape shape) => (Component, Head) switch
    {
        (Component.Head, { } head) => (new Site(SiteKind.Heads, Layer), new Region(At, head * (long)shape.HeadDimension, shape.HeadDimension)),
        (Component.OutputSlice, { } slice) => (new Site(SiteKind.OperatorOutput, Layer), new Region(At, slice * (long)shape.HeadDimension, shape.HeadDimension)),
        (var component, _) => (new Site(SiteOf(component), Layer), new Region(At)),
    };

    /// <summary>What it does, in words, as a table's row says it.</summary>
    public sealed override string ToString() => Words;

    /// <summary>What it does, in words; unless told the part, the type's name and the settings that it was given.</summary>
    protected virtual string Words => $"{Part(Component, Head)}: {KindWords.Of(this)}{AtWords()}";

    /// <summary>The part that is changed, in words, such as <c>L05 head 3</c>.</summary>
    /// <param name="component">The component.</param>
    /// <param name="head">The head, or null.</param>
    /// <returns>The words.</returns>
    protected string Part(Component component, int? head = null) => $"L{Layer:00} " + (component, head) switch
    {
        (Component.Head, { } index) => $"head {index}",
        (Component.OutputSlice, { } index) => $"output slice {index}",
        _ => component.ToString().ToLowerInvariant(),
    };

    /// <summary>The positions as the end of a phrase, such as <c>, position 3</c>; nothing for all.</summary>
    /// <returns>The words.</returns>
    protected string AtWords() => At == PositionSet.All ? "" : $", {At}";

    /// <summary>A number as words and names have it.</summary>
    protected static string Number(IFormattable number) => number.ToString(null, CultureInfo.InvariantCulture);

    private static SiteKind SiteOf(Component component) => component switch
    {
        Component.Operator => SiteKind.OperatorOutput,
        Component.Mlp => SiteKind.MlpOutput,
        Component.Block => SiteKind.BlockOutput,
        Component.Gate => SiteKind.ConvGate,
        Component.Carrier => SiteKind.ConvCarrier,
        Component.Signal => SiteKind.ConvSignal,
        _ => throw new ArgumentOutOfRangeException(nameof(component), component, "The component has no site of its own."),
    };
}

/// <summary>An intervention with a scale: it promises that with scale 0 the run is the clean run, bit for bit, and the law ScaleZeroIsClean holds it to that.</summary>
public interface IScaled
{
    /// <summary>The scale: neither 0, where nothing would be changed, nor infinite.</summary>
    double Scale { get; }

    /// <summary>The same intervention with another scale.</summary>
    /// <param name="scale">The scale; 0 for the law's check.</param>
    /// <returns>The intervention.</returns>
    Intervention WithScale(double scale);
}

/// <summary>
/// An intervention that adds to the value and puts nothing in its place: one that changes a part of the same component beside it is still seen. Without this promise it is taken to replace the value,
/// and such a part to be hidden.
/// </summary>
public interface IAdditive;

/// <summary>
/// An intervention that promises to look at nothing later than the position that it changes: the law ChangedRunIsCausal holds it to that, by changing later tokens.
/// </summary>
public interface ICausal;
