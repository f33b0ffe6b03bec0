using System.Reflection;
using TorchSharp.Modules;
using TorchSharp.Utils;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        public partial class Module
        {
            /// <summary>The modules inside, by name.</summary>
            protected OrderedDict<string, Module> _internal_submodules = [];

            /// <summary>The buffers, by name, and whether the state holds them.</summary>
            protected OrderedDict<string, (Tensor, bool)> _internal_buffers = [];

            /// <summary>The parameters, by name.</summary>
            protected OrderedDict<string, Parameter> _internal_params = [];

            private bool areComponentsRegistered;

            /// <summary>Registers a tensor that is part of the module and is not learned. The state holds persistent ones only.</summary>
            public virtual void register_buffer(string name, Tensor tensor, bool persistent = true)
            {
                ParameterLess.Refuse("a buffer", name, this);
                if (tensor is null || tensor.IsInvalid)
                    throw new ArgumentNullException(nameof(tensor), "A null tensor cannot be registered as a buffer.");
                if (!_internal_buffers.ContainsKey(name))
                    _internal_buffers.Add(name, (tensor, persistent));
                else
                    throw new InvalidOperationException($"Tensor {name} is already registered.");
            }

            /// <summary>Registers a parameter.</summary>
            public virtual void register_parameter(string name, Parameter param)
            {
                ParameterLess.Refuse("a parameter", name, this);
                if (param is null || param.IsInvalid)
                    throw new ArgumentNullException(nameof(param), "A null tensor cannot be registered as a parameter.");
                if (!_internal_params.ContainsKey(name))
                    _internal_params.Add(name, param);
                else
                    throw new InvalidOperationException($"Parameter {name} is already registered.");
            }

            /// <summary>Registers a module inside; null removes one.</summary>
            public void add_module(string name, Module module) => register_module(name, module);

            /// <summary>Registers a module inside; null removes one.</summary>
            public virtual void register_module(string name, Module submodule)
            {
                ParameterLess.Check(name, submodule, this);
                if (submodule is null || submodule.disposed)
                {
                    _internal_submodules.Remove(name);
                    return;
                }
                if (string.IsNullOrEmpty(name))
                    throw new ArgumentException("module name can't be empty string \"\"");
                if (name.Contains('.'))
                    throw new ArgumentException($"module name can't contain \".\", got: {name}");
                if (_internal_submodules.ContainsKey(name))
                    throw new InvalidOperationException($"Sub-module {name} is already registered.");
                submodule.RegisterComponents();
                _internal_submodules.Add(name, submodule);
            }

            /// <summary>
            /// Registers the modules, parameters and tensors in the fields of the class, in the order of their declaration and by their
            /// names. To be called at the end of the constructor of a module.
            /// </summary>
            protected virtual void RegisterComponents()
            {
                if (areComponentsRegistered)
                    return;
                foreach (var field in FieldsOf(GetType()))
                {
                    string component = field.ComponentName();
                    if (_internal_submodules.ContainsKey(component) || _internal_params.ContainsKey(component)
                        || _internal_buffers.ContainsKey(component))
                        continue;
                    switch (field.GetValue(this))
                    {
                        case Module module: register_module(component, module); break;
                        case Parameter parameter: register_parameter(component, parameter); break;
                        case Tensor tensor: register_buffer(component, tensor); break;
                    }
                }
                areComponentsRegistered = true;
            }

            /// <summary>Registers a parameter, or replaces the one of that name; null removes it.</summary>
            protected void ConditionallyRegisterParameter(string name, Tensor? value) =>
                ConditionallyRegisterParameter(name, value as Parameter);

            /// <summary>Registers a parameter, or replaces the one of that name; null removes it.</summary>
            protected void ConditionallyRegisterParameter(string name, Parameter? value)
            {
                if (value is null)
                    _internal_params.Remove(name);
                else
                    _internal_params[name] = value;
            }

            /// <summary>Registers a buffer, or replaces the one of that name; null removes it.</summary>
            protected void ConditionallyRegisterBuffer(string name, Tensor? value, bool persistent = true)
            {
                if (value is null)
                    _internal_buffers.Remove(name);
                else
                    _internal_buffers[name] = (value, persistent);
            }

            /// <summary>Forgets the modules inside.</summary>
            protected void ClearModules() => _internal_submodules.clear();

            /// <summary>
            /// The fields of a class as it sees them, then those that its bases hide from it. Reflection promises no order of fields;
            /// their metadata tokens rise with the declarations.
            /// </summary>
            private static IEnumerable<FieldInfo> FieldsOf(Type type)
            {
                var seen = new HashSet<string>();
                for (var current = type; current is not null && current != typeof(object); current = current.BaseType)
                {
                    var fields = current.GetFields(BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance);
                    var declared = fields.OrderBy(field => Distance(current, field.DeclaringType!)).ThenBy(field => field.MetadataToken);
                    foreach (var field in declared)
                    {
                        if (seen.Add(field.Name))
                            yield return field;
                    }
                }
            }

            private static int Distance(Type derived, Type declaring)
            {
                int distance = 0;
                for (var type = derived; type != declaring && type is not null; type = type.BaseType)
                    distance++;
                return distance;
            }
        }
    }
}
