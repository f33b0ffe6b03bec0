using LfmSpec.Models;
using TorchSharp;
using static TorchSharp.torch;

namespace LfmSpec.Lab;

/// <summary>Steering vectors.</summary>
public static class Direction
{
    /// <summary>
    /// A random direction of unit length: <c>randn(hidden)</c> of PyTorch's CPU generator after <c>manual_seed(seed)</c>, divided by
    /// its L2 norm; the bits are those of PyTorch 2.14.1 on x64, on every engine. The published study drew it in bf16 on the GPU, which is another stream.
    /// </summary>
    /// <param name="seed">The seed.</param>
    /// <param name="hidden">The width of the residual stream.</param>
    /// <returns>float32, [hidden], on the CPU.</returns>
    public static Tensor Random(long seed, long hidden)
    {
        using var scope = NewDisposeScope();
        return UnitOfDrawn(Drawn(seed, hidden)).MoveToOuterDisposeScope();
    }

    /// <summary>A steering's vector before it is scaled: of length 1, or as it is for <see cref="SteeringUnit.Raw"/>.</summary>
    /// <param name="steering">The steering.</param>
    /// <param name="model">The model that is steered.</param>
    /// <param name="lastPosition">The residual stream after the steered block at a prompt's last position, [hidden].</param>
    /// <returns>float32, [hidden].</returns>
    /// <exception cref="LabException">The two means of a difference are equal.</exception>
    internal static Tensor Of(Steering steering, CausalModel model, Func<string, Tensor> lastPosition)
    {
        using var scope = NewDisposeScope();
        var raw = Raw(steering.Direction, model, lastPosition);
        return (steering.Unit == SteeringUnit.Raw ? raw : steering.Direction is RandomVector ? UnitOfDrawn(raw) : raw / raw.norm()).MoveToOuterDisposeScope();
    }

    private static Tensor Raw(SteeringDirection direction, CausalModel model, Func<string, Tensor> lastPosition) => direction switch
    {
        RandomVector { Seed: var seed } => Drawn(seed, model.Shape.Hidden).to(model.Device),
        DifferenceOfMeans { Toward: var toward, From: var from } => Mean(toward, lastPosition) - Mean(from, lastPosition) is var difference
            && difference.norm().ToDouble() > 0
                ? difference
                : throw new LabException("The two means of the steering direction are equal, so it points nowhere. The prompts that it points to and those that it points away from must differ at their last position."),
        RandomControl { Of: var of, Seed: var seed } => UnitOfDrawn(Drawn(seed, model.Shape.Hidden).to(model.Device)) * Raw(of, model, lastPosition).norm(),
        _ => throw new ArgumentOutOfRangeException(nameof(direction), direction, "The lab does not know this direction."),
    };

    private static Tensor Mean(IReadOnlyList<string> prompts, Func<string, Tensor> lastPosition)
    {
        var sum = zeros_like(lastPosition(prompts[0]));
        foreach (var prompt in prompts)
        {
            sum += lastPosition(prompt);
        }

        return sum / (double)prompts.Count;
    }

    private static Tensor Drawn(long seed, long hidden)
    {
        using var generator = new Generator((ulong)seed);
        return randn(hidden, dtype: ScalarType.Float32, generator: generator);
    }

    private static Tensor UnitOfDrawn(Tensor vector) => vector / tensor(new[] { Length(HostArray.Of(vector)) }, device: vector.device);

    // The L2 norm by its definition in PyTorch (norm_kernel_tensor_iterator_impl in ATen/native/cpu/ReduceOpsKernel.cpp): eight sums side by side, joined
    // from the first to the last, then what is left over. Squares are rounded before they are added to the eight, as in the build of 2.14.1 that made the
    // references; builds whose compiler joins product and sum, as libtorch 2.10's, round the last bit of one length in ten otherwise.
    private static float Length(ReadOnlySpan<float> vector)
    {
        Span<float> lanes = stackalloc float[8];
        lanes.Clear();
        var whole = vector.Length - (vector.Length % lanes.Length);
        for (var place = 0; place < whole; place++)
        {
            lanes[place % lanes.Length] += vector[place] * vector[place];
        }

        var sum = lanes[0];
        foreach (var lane in lanes[1..])
        {
            sum += lane;
        }

        foreach (var rest in vector[whole..])
        {
            sum = MathF.FusedMultiplyAdd(rest, rest, sum);
        }

        return MathF.Sqrt(sum);
    }
}
