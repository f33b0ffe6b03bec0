using System.Runtime.InteropServices;
using static TorchSharp.torch;

namespace LfmSpec.Models.Quantization;

/// <summary>The largest magnitudes of the blocks of a quantised tensor, as they are kept.</summary>
internal abstract class Magnitudes : IDisposable
{
    /// <summary>The memory that they take, in bytes.</summary>
    internal abstract long ByteLength { get; }

    /// <summary>Some of them.</summary>
    /// <param name="first">The first block.</param>
    /// <param name="destination">Where they go: as many as fit.</param>
    internal abstract void Read(long first, Span<float> destination);

    public abstract void Dispose();
}

/// <summary>Magnitudes in float32.</summary>
/// <param name="values">float32, [blocks]; this object takes it over.</param>
internal sealed class ExactMagnitudes(Tensor values) : Magnitudes
{
    internal override long ByteLength => values.numel() * sizeof(float);

    internal override void Read(long first, Span<float> destination)
    {
        MemoryMarshal.Cast<byte, float>(values.bytes).Slice((int)first, destination.Length).CopyTo(destination);
        GC.KeepAlive(this);
    }

    public override void Dispose() => values.Dispose();
}
