using static TorchSharp.torch;
#if EMBEDDED_TORCH
using TorchSharp.Embedded;
#endif

namespace LfmSpec.Models.Engine;

/// <summary>
/// Other shapes for the same elements: the seam between the models and an engine that takes sizes from the stack. On any TorchSharp they are its view
/// and reshape, which want an array.
/// </summary>
internal static class Shapes
{
    /// <summary>x.view(shape).</summary>
    internal static Tensor Viewed(this Tensor x, params ReadOnlySpan<long> shape) =>
#if EMBEDDED_TORCH
        ShapeOperations.View(x, shape);
#else
        x.view(shape.ToArray());
#endif

    /// <summary>x.reshape(shape).</summary>
    internal static Tensor Reshaped(this Tensor x, params ReadOnlySpan<long> shape) =>
#if EMBEDDED_TORCH
        ShapeOperations.Reshape(x, shape);
#else
        x.reshape(shape.ToArray());
#endif
}
