namespace LfmSpec.Models;

/// <summary>What holds of the torch that LfmSpec was built on.</summary>
public static class TensorEngine
{
    /// <summary>
    /// Whether an element's bits depend on its own operands only: not on the batch or the rows that are computed with it, the number of threads or the
    /// processor. The embedded TorchSharp promises it. libtorch chooses another order of summation for another shape, so the same numbers agree to rounding.
    /// </summary>
    public static bool KeepsBits =>
#if EMBEDDED_TORCH
        true;
#else
        false;
#endif
}
