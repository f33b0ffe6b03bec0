using System.Reflection;
using TorchSharp.Modules;
using TorchSharp.Storage;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        public partial class Module
        {
            /// <summary>The kind of device on which the module is.</summary>
            protected DeviceType _deviceType = DeviceType.CPU;

            /// <summary>The number of the device on which the module is.</summary>
            protected int _deviceIndex = -1;

            /// <summary>Converts the floating-point parameters and buffers.</summary>
            public Module _to(Tensor other, bool non_blocking)
            {
                _to(other.dtype, non_blocking);
                return _to(other.device.type, other.device.index, non_blocking);
            }

            /// <summary>Converts the floating-point parameters and buffers.</summary>
            protected internal virtual Module _to(Device device, ScalarType dtype, bool non_blocking)
            {
                if (this is IParameterLessModule)
                    return this;
                CheckFloating(dtype);
                _toEpilog(OnCpu(device), dtype, non_blocking);
                return this;
            }

            /// <summary>Moves the parameters and buffers; here only the CPU is a place to be.</summary>
            protected internal virtual Module _to(DeviceType deviceType, int deviceIndex, bool non_blocking)
            {
                if (this is IParameterLessModule)
                    return this;
                _ = OnCpu(new Device(deviceType, deviceIndex));
                return this;
            }

            /// <summary>Converts the floating-point parameters and buffers.</summary>
            protected internal virtual Module _to(ScalarType dtype, bool non_blocking)
            {
                if (this is IParameterLessModule)
                    return this;
                CheckFloating(dtype);
                _toEpilog(dtype, non_blocking);
                return this;
            }

            /// <summary>Converts what the module holds, and the modules inside.</summary>
            protected void _toEpilog(ScalarType dtype, bool non_blocking) => _toEpilog(dtype, null, non_blocking);

            /// <summary>Converts what the module holds, and the modules inside.</summary>
            protected void _toEpilog(Device device, ScalarType dtype, bool non_blocking) => _toEpilog(dtype, device, non_blocking);

            /// <summary>
            /// Converts what the module holds, and the modules inside. A converted parameter is another object: it replaces the old one
            /// in the property, or else in the field, of its name.
            /// </summary>
            protected virtual void _toEpilog(ScalarType? dtype, Device? device, bool non_blocking)
            {
                if (dtype is null && device is null)
                    throw new ArgumentNullException(nameof(dtype), $"{nameof(dtype)} and {nameof(device)} are both null.");
                foreach (var (_, module) in named_children())
                {
                    if (device is null)
                        module._to(dtype!.Value, non_blocking);
                    else if (dtype is null)
                        module._to(device.type, device.index, non_blocking);
                    else
                        module._to(device, dtype.Value, non_blocking);
                }
                foreach (var (component, parameter) in named_parameters(false).ToList())
                {
                    if (!ReplaceParameter(dtype, device, parameter, out var converted) || SetProperty(component, converted!))
                        continue;
                    parameter.Dispose();
                    ConditionallyRegisterParameter(component, converted);
                    SetField(component, converted!);
                }
                foreach (var (component, buffer) in named_buffers(false).ToList())
                {
                    bool persistent = _internal_buffers[component].Item2;
                    if (!ReplaceBuffer(dtype, device, buffer, out var converted) || SetProperty(component, converted!))
                        continue;
                    ConditionallyRegisterBuffer(component, converted, persistent);
                    SetField(component, converted!);
                }
            }

            /// <summary>Converts a buffer, which is disposed; false where there is nothing to do.</summary>
            protected static bool ReplaceBuffer(ScalarType? dtype, Device? device, Tensor buffer, out Tensor? result)
            {
                _ = OnCpu(device);
                result = null;
                if (dtype is null || dtype == buffer.dtype || !buffer.is_floating_point())
                    return false;
                result = buffer.to(dtype.Value, disposeAfter: true).DetachFromDisposeScope();
                return true;
            }

            /// <summary>Makes a converted copy of a parameter and its gradient; false where there is nothing to do.</summary>
            protected static bool ReplaceParameter(ScalarType? dtype, Device? device, Parameter param, out Parameter? p)
            {
                _ = OnCpu(device);
                p = null;
                if (dtype is null || dtype == param.dtype || !param.is_floating_point())
                    return false;
                using var mode = no_grad();
                p = new Parameter(param.to(dtype.Value), param.requires_grad);
                p.DetachFromDisposeScope();
                using var grad = param.grad;
                if (grad is not null)
                {
                    using var converted = grad.to(dtype.Value);
                    p.grad = converted;
                }
                return true;
            }

            private bool SetProperty(string component, Tensor value)
            {
                var property = Array.Find(GetType().GetProperties(BindingFlags.Public | BindingFlags.Instance),
                    property => property.Name == component && property.CanWrite);
                property?.SetValue(this, value);
                return property is not null;
            }

            private void SetField(string component, Tensor value) =>
                FieldsOf(GetType()).FirstOrDefault(field => field.ComponentName() == component)?.SetValue(this, value);

            private static void CheckFloating(ScalarType dtype)
            {
                if (!ElementTypes.IsFloating(dtype))
                    throw new ArgumentException("nn.Module.to only accepts floating point or complex types, but got desired "
                        + $"dtype={dtype}");
            }
        }
    }
}
