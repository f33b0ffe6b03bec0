using System.Collections.Immutable;

namespace LfmSpec.Models.Checkpoints;

/// <summary>One tensor of a safetensors file.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Dtype">The type of its elements.</param>
/// <param name="Shape">Its shape; empty for a scalar.</param>
/// <param name="Offset">Where its first byte is, counted from the beginning of the file.</param>
/// <param name="ByteLength">How many bytes it has: shape x size of the type.</param>
public sealed record SafetensorsEntry(string Name, SafetensorsDtype Dtype, ImmutableArray<long> Shape, long Offset, long ByteLength);
