using LfmSpec.Models;
using static TorchSharp.torch;

namespace LfmSpec.Lab;

/// <summary>Adds a vector to a block's output.</summary>
/// <param name="Layer">The block, from 0.</param>
/// <param name="Direction">The vector's direction.</param>
/// <param name="Scale">How much of it, in <paramref name="Unit"/>.</param>
/// <param name="Unit">What a scale of 1 is.</param>
public sealed record Steering(int Layer, SteeringDirection Direction, double Scale, SteeringUnit Unit = SteeringUnit.Length) : Intervention(Layer), IScaled, IAdditive
{
    /// <summary>The positions to which the vector is added; the last unless told.</summary>
    public override PositionSet At { get; init; } = PositionSet.Last;

    /// <inheritdoc/>
    public override bool IsPositionWise => true;

    /// <inheritdoc/>
    public Intervention WithScale(double scale) => this with { Scale = scale };

    /// <inheritdoc/>
    public override string? Problem(ModelShape shape) =>
        TextsOf(Direction).Select(PromptText.CharacterProblem).FirstOrDefault(problem => problem is not null) is { } problem ? $"a text of its direction {problem}" : null;

    /// <inheritdoc/>
    public override Func<Tensor, Tensor> Edit(EditContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        var vector = LfmSpec.Lab.Direction.Of(this, context.Model, prompt =>
        {
            var run = context.Clean(prompt);
            return run.Stream(Layer + 1)[0, run.Ids.Count - 1];
        });
        return Unit == SteeringUnit.ResidualNorm
            ? value => value + (vector * Scale) * (value * value).sum([-1L], keepdim: true).sqrt()
            : value => value + vector * Scale;
    }

    /// <inheritdoc/>
    protected override string Words =>
        $"L{Layer:00} output {(Scale < 0 ? '−' : '+')} {Number(Math.Abs(Scale))}{Unit switch
        {
            SteeringUnit.Raw => " (raw)",
            SteeringUnit.ResidualNorm => " of the residual norm",
            _ => "",
        }} × {Direction}, {At}";

    private static IEnumerable<string> TextsOf(SteeringDirection direction) => direction switch
    {
        DifferenceOfMeans means => means.Toward.Concat(means.From),
        RandomControl control => TextsOf(control.Of),
        _ => [],
    };
}
