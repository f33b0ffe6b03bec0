using static TorchSharp.torch;

namespace TorchSharp.Modules;

/// <summary>Marks modules without parameters and buffers.</summary>
public interface IParameterLessModule
{
}

/// <summary>A module of one input without parameters and buffers.</summary>
public abstract class ParameterLessModule<T1, TResult> : nn.Module<T1, TResult>, IParameterLessModule
{
    /// <summary>A module with a name.</summary>
    protected ParameterLessModule(string name)
        : base(name)
    {
    }

    /// <summary>Always an error.</summary>
    public override void register_buffer(string name, Tensor tensor, bool persistent = true) =>
        throw ParameterLess.Refused("a buffer", name, this);

    /// <summary>Always an error.</summary>
    public override void register_parameter(string name, Parameter param) => throw ParameterLess.Refused("a parameter", name, this);

    /// <summary>Registers a module inside, which must be parameter-less too.</summary>
    public override void register_module(string name, nn.Module submodule)
    {
        ParameterLess.Check(name, submodule, this);
        base.register_module(name, submodule);
    }

    /// <summary>Nothing is there to convert.</summary>
    protected internal override nn.Module _to(Device device, ScalarType dtype, bool non_blocking) => this;

    /// <summary>Nothing is there to move.</summary>
    protected internal override nn.Module _to(DeviceType deviceType, int deviceIndex, bool non_blocking) => this;

    /// <summary>Nothing is there to convert.</summary>
    protected internal override nn.Module _to(ScalarType dtype, bool non_blocking) => this;
}

/// <summary>A module of two inputs without parameters and buffers.</summary>
public abstract class ParameterLessModule<T1, T2, TResult> : nn.Module<T1, T2, TResult>, IParameterLessModule
{
    /// <summary>A module with a name.</summary>
    protected ParameterLessModule(string name)
        : base(name)
    {
    }

    /// <summary>Always an error.</summary>
    public override void register_buffer(string name, Tensor tensor, bool persistent = true) =>
        throw ParameterLess.Refused("a buffer", name, this);

    /// <summary>Always an error.</summary>
    public override void register_parameter(string name, Parameter param) => throw ParameterLess.Refused("a parameter", name, this);

    /// <summary>Registers a module inside, which must be parameter-less too.</summary>
    public override void register_module(string name, nn.Module submodule)
    {
        ParameterLess.Check(name, submodule, this);
        base.register_module(name, submodule);
    }

    /// <summary>Nothing is there to convert.</summary>
    protected internal override nn.Module _to(Device device, ScalarType dtype, bool non_blocking) => this;

    /// <summary>Nothing is there to move.</summary>
    protected internal override nn.Module _to(DeviceType deviceType, int deviceIndex, bool non_blocking) => this;

    /// <summary>Nothing is there to convert.</summary>
    protected internal override nn.Module _to(ScalarType dtype, bool non_blocking) => this;
}

/// <summary>A module of three inputs without parameters and buffers.</summary>
public abstract class ParameterLessModule<T1, T2, T3, TResult> : nn.Module<T1, T2, T3, TResult>, IParameterLessModule
{
    /// <summary>A module with a name.</summary>
    protected ParameterLessModule(string name)
        : base(name)
    {
    }

    /// <summary>Always an error.</summary>
    public override void register_buffer(string name, Tensor tensor, bool persistent = true) =>
        throw ParameterLess.Refused("a buffer", name, this);

    /// <summary>Always an error.</summary>
    public override void register_parameter(string name, Parameter param) => throw ParameterLess.Refused("a parameter", name, this);

    /// <summary>Registers a module inside, which must be parameter-less too.</summary>
    public override void register_module(string name, nn.Module submodule)
    {
        ParameterLess.Check(name, submodule, this);
        base.register_module(name, submodule);
    }

    /// <summary>Nothing is there to convert.</summary>
    protected internal override nn.Module _to(Device device, ScalarType dtype, bool non_blocking) => this;

    /// <summary>Nothing is there to move.</summary>
    protected internal override nn.Module _to(DeviceType deviceType, int deviceIndex, bool non_blocking) => this;

    /// <summary>Nothing is there to convert.</summary>
    protected internal override nn.Module _to(ScalarType dtype, bool non_blocking) => this;
}

/// <summary>What a parameter-less module refuses.</summary>
internal static class ParameterLess
{
    public static void Check(string name, nn.Module submodule, nn.Module module)
    {
        if (submodule is not IParameterLessModule)
            throw new InvalidOperationException($"Submodules of a parameter-less module must also be parameter-less; {name}, a "
                + $"{submodule.GetName()} in a {module.GetName()}, is not.");
    }

    public static InvalidOperationException Refused(string what, string name, nn.Module module) =>
        new($"Cannot register {what} ({name}) on a module that is declared 'parameter-less', a {module.GetName()}.");
}
