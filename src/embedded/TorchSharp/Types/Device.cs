namespace TorchSharp;

/// <summary>Kinds of devices. The embedded TorchSharp computes on the CPU only.</summary>
public enum DeviceType
{
    /// <summary>The processor.</summary>
    CPU = 0,

    /// <summary>An NVIDIA GPU.</summary>
    CUDA = 1,

    /// <summary>An Apple GPU.</summary>
    MPS = 13,

    /// <summary>Shapes without data.</summary>
    META = 14,
}

public static partial class torch
{
    /// <summary>The processor.</summary>
    public static readonly Device CPU = new(DeviceType.CPU, -1);

    /// <summary>The device that a description such as "cpu" names.</summary>
    public static Device device(string description) => OnCpu(new Device(description));

    /// <summary>The device of a kind, by its name.</summary>
    public static Device device(string deviceType, int index = -1) => OnCpu(new Device(deviceType, index));

    /// <summary>The device of a kind.</summary>
    public static Device device(DeviceType deviceType, int index = -1) => OnCpu(new Device(deviceType, index));

    /// <summary>Is a GPU present? Not for the embedded TorchSharp.</summary>
    public static bool cuda_is_available() => cuda.is_available();

    /// <summary>Is an Apple GPU present? Not for the embedded TorchSharp.</summary>
    public static bool mps_is_available() => false;

    internal static Device OnCpu(Device? device)
    {
        if (device is null || device.type == DeviceType.CPU)
            return CPU;
        throw new InvalidOperationException($"The device '{device}' is not available: the embedded TorchSharp computes on the CPU. "
            + "Use torch.CPU, or build with -p:Packages=nuget and the TorchBackend of your GPU.");
    }

    /// <summary>Questions about NVIDIA GPUs.</summary>
    public static partial class cuda
    {
        /// <summary>Is a GPU present? Not for the embedded TorchSharp.</summary>
        public static bool is_available() => false;

        /// <summary>Number of GPUs.</summary>
        public static int device_count() => 0;
    }

    /// <summary>Where a tensor lies.</summary>
    public class Device
    {
        /// <summary>A device by a description such as "cpu" or "cuda:0".</summary>
        public Device(string description)
        {
            string[] parts = description.Split(':');
            type = Parse(parts[0]);
            if (parts.Length == 2)
                index = int.Parse(parts[1]);
        }

        /// <summary>A device by the name of its kind.</summary>
        public Device(string deviceType, int index = -1)
        {
            type = Parse(deviceType);
            this.index = index;
        }

        /// <summary>A device by its kind.</summary>
        public Device(DeviceType deviceType, int index = -1)
        {
            type = deviceType;
            this.index = index;
        }

        /// <summary>Kind of the device.</summary>
        public DeviceType type { get; }

        /// <summary>Number of the device among its kind; -1 when not given.</summary>
        public int index { get; } = -1;

        /// <summary>A device by its description.</summary>
        public static implicit operator Device(string description) => new(description);

        /// <inheritdoc/>
        public override string ToString() => type == DeviceType.CPU ? "cpu"
            : index == -1 ? type.ToString().ToLowerInvariant()
            : $"{type.ToString().ToLowerInvariant()}:{index}";

        private static DeviceType Parse(string name) => Enum.TryParse<DeviceType>(name, ignoreCase: true, out var parsed) ? parsed
            : throw new ArgumentException($"There is no device of the kind '{name}'. Known are cpu, cuda, mps and meta.", nameof(name));
    }
}
