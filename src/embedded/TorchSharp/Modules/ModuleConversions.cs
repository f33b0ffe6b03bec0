using static TorchSharp.torch;

namespace TorchSharp;

/// <summary>Conversions that return the module with its own type.</summary>
public static class ModuleExtensionMethods
{
    /// <summary>Converts the floating-point parameters and buffers.</summary>
    public static T to<T>(this T module, ScalarType type, bool non_blocking = false)
        where T : nn.Module
        => (T)module._to(type, non_blocking);

    /// <summary>Converts the floating-point parameters and buffers.</summary>
    public static T to<T>(this T module, Device device, ScalarType type, bool non_blocking = false)
        where T : nn.Module
        => (T)module._to(device, type, non_blocking);

    /// <summary>Moves the parameters and buffers; here only the CPU is a place to be.</summary>
    public static T to<T>(this T module, DeviceType deviceType, int deviceIndex = -1, bool non_blocking = false)
        where T : nn.Module
        => (T)module._to(deviceType, deviceIndex, non_blocking);

    /// <summary>Moves the parameters and buffers; here only the CPU is a place to be.</summary>
    public static T to<T>(this T module, Device device, bool non_blocking = false)
        where T : nn.Module
        => (T)module._to(device.type, device.index, non_blocking);

    /// <summary>Moves the parameters and buffers; here only the CPU is a place to be.</summary>
    public static T to<T>(this T module, string device, bool non_blocking = false)
        where T : nn.Module
        => module.to(new Device(device), non_blocking);

    /// <summary>Converts the floating-point parameters and buffers to the type of a tensor.</summary>
    public static T to<T>(this T module, Tensor other, bool non_blocking = false)
        where T : nn.Module
        => (T)module._to(other.device, other.dtype, non_blocking);

    /// <summary>Moves the parameters and buffers to the CPU, where they are.</summary>
    public static T cpu<T>(this T module, bool non_blocking = false)
        where T : nn.Module
        => (T)module._to(DeviceType.CPU, -1, non_blocking);

    /// <summary>Converts the floating-point parameters and buffers to half precision.</summary>
    public static T half<T>(this T module, bool non_blocking = false)
        where T : nn.Module
        => module.to(ScalarType.Float16, non_blocking);

    /// <summary>Converts the floating-point parameters and buffers to bfloat16.</summary>
    public static T bfloat16<T>(this T module, bool non_blocking = false)
        where T : nn.Module
        => module.to(ScalarType.BFloat16, non_blocking);

    /// <summary>Converts the floating-point parameters and buffers to singles.</summary>
    public static T @float<T>(this T module, bool non_blocking = false)
        where T : nn.Module
        => module.to(ScalarType.Float32, non_blocking);

    /// <summary>Converts the floating-point parameters and buffers to doubles.</summary>
    public static T @double<T>(this T module, bool non_blocking = false)
        where T : nn.Module
        => module.to(ScalarType.Float64, non_blocking);
}
