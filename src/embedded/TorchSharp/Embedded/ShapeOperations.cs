using static TorchSharp.torch;

namespace TorchSharp.Embedded;

/// <summary>
/// TorchSharp's views whose sizes must be an array there, with sizes that may lie on the stack. Not a part of TorchSharp: code that uses it keeps the
/// plain operations beside it.
/// </summary>
public static class ShapeOperations
{
    /// <summary>The same elements in the same order with another shape. Copies nothing, or throws.</summary>
    /// <remarks>x.view(shape).</remarks>
    /// <param name="x">Any shape.</param>
    /// <param name="shape">The sizes; one may be -1.</param>
    /// <returns>A view of that shape.</returns>
    /// <exception cref="ArgumentException">The shape does not hold as many elements.</exception>
    /// <exception cref="InvalidOperationException">There is no view of that shape.</exception>
    public static Tensor View(Tensor x, ReadOnlySpan<long> shape) => x.Viewed(shape);

    /// <summary>The same elements in the same order with another shape; a copy where no view exists.</summary>
    /// <remarks>x.reshape(shape).</remarks>
    /// <param name="x">Any shape.</param>
    /// <param name="shape">The sizes; one may be -1.</param>
    /// <returns>A view or a copy of that shape.</returns>
    /// <exception cref="ArgumentException">The shape does not hold as many elements.</exception>
    public static Tensor Reshape(Tensor x, ReadOnlySpan<long> shape) => x.Reshaped(shape);
}
