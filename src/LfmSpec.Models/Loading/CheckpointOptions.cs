using static TorchSharp.torch;

namespace LfmSpec.Models.Checkpoints;

/// <summary>Where a model runs and how its weights are kept.</summary>
public sealed record CheckpointOptions
{
    /// <summary>The environment variable that names the device.</summary>
    public const string DeviceVariable = "LFMSPEC_DEVICE";

    /// <summary>The environment variable that names the type of the weights.</summary>
    public const string TypeVariable = "LFMSPEC_DTYPE";

    /// <summary>Where the model computes: the CPU, or with the TorchSharp package an NVIDIA GPU.</summary>
    public Device Device { get; init; } = CPU;

    /// <summary>
    /// The type that the weights are brought to when they are loaded: float32, or bfloat16, to which wider ones are rounded; null for as they are in the
    /// file. Arithmetic is in float32 whatever it is.
    /// </summary>
    public ScalarType? WeightType { get; init; }

    /// <summary>Reads LFMSPEC_DEVICE and LFMSPEC_DTYPE.</summary>
    /// <returns>The options.</returns>
    /// <exception cref="CheckpointException">A variable has a value that cannot be had; the message names those that can.</exception>
    public static CheckpointOptions FromEnvironment() => FromEnvironment(Environment.GetEnvironmentVariable);

    internal static CheckpointOptions FromEnvironment(Func<string, string?> variable)
    {
        return new CheckpointOptions
        {
            Device = ModelDevice.Of(variable(DeviceVariable)?.Trim() ?? "", DeviceVariable),
            WeightType = variable(TypeVariable)?.Trim().ToUpperInvariant() switch
            {
                null or "" or "AUTO" => null,
                "FLOAT32" or "F32" => ScalarType.Float32,
                "BFLOAT16" or "BF16" => ScalarType.BFloat16,
                _ => throw new CheckpointException($"{TypeVariable}={variable(TypeVariable)!.Trim()}: weights can be kept as auto (as they are in the file), float32 or bfloat16. Set it to one of these, or leave it out."),
            },
        };
    }
}
