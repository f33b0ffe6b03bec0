using LfmSpec.Models.Checkpoints;
using System.Globalization;
using TorchSharp;
using static TorchSharp.torch;

namespace LfmSpec.Models.Loading;

/// <summary>Which devices a model can compute on: it measures in float64 too, which leaves the CPU and NVIDIA's GPUs.</summary>
internal static class ModelDevice
{
    private const string Cpu = "cpu";
    private const string Gpu = "cuda";

    /// <summary>Reads the name of a device.</summary>
    /// <param name="text">cpu, cuda or cuda:N, in any case; empty for the CPU.</param>
    /// <param name="variable">The environment variable that the text is from.</param>
    /// <returns>The device.</returns>
    /// <exception cref="CheckpointException">It is another name, or there is no such GPU.</exception>
    internal static Device Of(string text, string variable)
    {
        if (text.Length == 0 || text.Equals(Cpu, StringComparison.OrdinalIgnoreCase))
        {
            return CPU;
        }

        string[] parts = text.ToLowerInvariant().Split(':');
        var index = 0;
        if (parts[0] != Gpu || parts.Length > 2 || (parts.Length == 2 && !int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out index)))
        {
            throw new CheckpointException($"{variable}={text}: a model runs on cpu, cuda or cuda:N (the GPU of that number). Set it to one of these, or leave it out.");
        }

        if (!cuda.is_available())
        {
            throw new CheckpointException($"{variable}={text}: there is no NVIDIA GPU that this build can use{Remedy}");
        }

        if (index >= cuda.device_count())
        {
            throw new CheckpointException($"{variable}={text}: this machine has {cuda.device_count()} GPU(s), counted from 0. Name one of these.");
        }

        // PyTorch lets convolutions on a GPU round their factors to ten bits unless it is told not to.
        backends.cuda.matmul.allow_tf32 = false;
        backends.cudnn.allow_tf32 = false;
        return new Device(DeviceType.CUDA, index);
    }

    private const string Remedy =
#if EMBEDDED_TORCH
        ": the embedded TorchSharp computes on the CPU. Build with -p:Packages=nuget -p:TorchBackend=cuda-linux or cuda-windows, or set it to cpu.";
#else
        ". Build with -p:TorchBackend=cuda-linux or cuda-windows and see that nvidia-smi lists the GPU, or set it to cpu.";
#endif
}
